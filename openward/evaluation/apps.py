from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "openward.evaluation"
    label = "evaluation"
