"""How Reflex builds and serves the pages. What differs between installations comes from vle_app.settings."""

import reflex as rx
from reflex_base.constants import StateManagerMode
from reflex_base.plugins.sitemap import SitemapPlugin

from pages.ui.look import Look, Slim
from vle_app import settings

config = rx.Config(
    app_name="vle_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=StateManagerMode.MEMORY,
    react_strict_mode=False,
    cors_allowed_origins=list(settings.read().origins),
    frontend_compression_formats=[],  # our own build step compresses, smaller
    plugins=[Look(), Slim()],
    disable_plugins=[SitemapPlugin],
)
