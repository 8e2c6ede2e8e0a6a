from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "openward.people"
    label = "people"
