"""Organisations that run spaces, and their services: wards, clinics, practices."""

from django.db import models

from openward.kit.keys import new_key


class Organisation(models.Model):
    """A health service or community body. Data of two organisations on one install never meet."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    country = models.CharField(max_length=2, default="GB")
    emergency_text = models.TextField()
    """What to do in an emergency, with numbers, as shown beside every box for words."""
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A ward, clinic or practice. `code` is the short part of the links and posters that lead to it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="services")
    slug = models.SlugField()
    name = models.CharField(max_length=200)
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="service_slug_per_organisation"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
