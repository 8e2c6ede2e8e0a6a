from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "openward.contributions"
    label = "contributions"
