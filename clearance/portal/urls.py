"""What a shop sees of its own orders."""

from django.urls import path

from clearance.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("orders/", views.order_list, name="order-list"),
    path("orders/<str:number>/", views.order_detail, name="order-detail"),
]
