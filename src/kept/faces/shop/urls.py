"""Addresses of the shop and of the customer's order page."""

from django.urls import URLPattern, URLResolver, path

from kept.faces.shop import basket, checkout, order_actions, order_page, pages, proof, site_files
from kept.faces.shop.media import media

app_name = "shop"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.start, name="start"),
    path("robots.txt", site_files.robots, name="robots"),
    path("media/<path:path>", media, name="media"),
    path("s/<slug:slug>/", pages.store, name="store"),
    path("s/<slug:slug>/p/<slug:product>/", pages.product, name="product"),
    path("s/<slug:slug>/terms/", pages.terms, name="terms"),
    path("s/<slug:slug>/brand.css", site_files.brand, name="brand"),
    path("s/<slug:slug>/logo.png", site_files.logo, name="logo"),
    path("s/<slug:slug>/sitemap.xml", site_files.sitemap, name="sitemap"),
    path("s/<slug:slug>/language/", pages.language, name="language"),
    path("s/<slug:slug>/basket/", basket.basket, name="basket"),
    path("s/<slug:slug>/checkout/", checkout.checkout, name="checkout"),
    path("o/<str:token>/", order_page.order, name="order"),
    path("o/<str:token>/thanks/", order_page.thanks, name="thanks"),
    path("o/<str:token>/live/", order_page.live, name="live"),
    path("o/<str:token>/versions/<int:version>/", order_page.version, name="version"),
    path("o/<str:token>/calendar.ics", order_page.calendar, name="calendar"),
    path("o/<str:token>/acknowledgement/", order_actions.acknowledgement, name="acknowledgement"),
    path("o/<str:token>/requests/", order_actions.requests, name="requests"),
    path("o/<str:token>/customer/", proof.customer, name="prove_customer"),
    path("o/<str:token>/news/", proof.news, name="confirm_news"),
    path("o/<str:token>/basket/", order_actions.again, name="again"),
]
