"""The addresses of the inbox. Each is open where its key is set: KEPT_MAIL_WEBHOOK_KEY, KEPT_INBOUND_SECRET."""

from django.urls import path

from kept.faces.inbound import views

app_name = "inbound"
urlpatterns = [
    path("mailgun", views.mailgun, name="mailgun"),
    path("mail/<str:secret>", views.mail, name="mail"),
]
