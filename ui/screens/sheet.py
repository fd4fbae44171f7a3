"""A sheet lies over the whole screen until it is closed: title, the way back, and what it is for."""

from typing import Any

from kivy.uix.widget import Widget

from ui.screens.overlays import Overlay


class Sheet(Overlay):
    """What a sheet's own rule puts into it comes into its body."""

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        if "body" in self.ids:
            self.ids.body.add_widget(widget, *args, **kwargs)
        else:
            super().add_widget(widget, *args, **kwargs)
