"""What a shop sees of its own orders, and who works for it."""

from django.urls import path

from clearance.lib import addresses  # noqa: F401 - importing it registers <row:…>
from clearance.portal import looks, photos, team, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("orders/", views.order_list, name="order-list"),
    path("orders/<str:number>/", views.order_detail, name="order-detail"),
    path("orders/<str:number>/photo/", photos.id_photo, name="id-photo"),
    path("orders/<str:number>/photo/show/", photos.id_photo_show, name="id-photo-show"),
    path("orders/<str:number>/photo/ask/", photos.id_photo_ask, name="id-photo-ask"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<uuid:pk>/", looks.look_state, name="look-state"),
    path("team/", team.team, name="team"),
    path("team/<row:pk>/password/", team.new_password, name="team-password"),
    path("team/<row:pk>/close/", team.close, name="team-close"),
    path("team/<row:pk>/open/", team.reopen, name="team-open"),
]
