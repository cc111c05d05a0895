"""The address of the style page, which exists in demo mode only."""

from django.urls import path

from kept.faces.ui.style import style_page

urlpatterns = [path("", style_page, name="style")]
