"""The desk's addresses for everything but orders: new order, products, stock, customers, settings, staff."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
