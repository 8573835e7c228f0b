"""When will a line of cron be due? The next times are asked of whoever will really fire it, and shown below."""

from __future__ import annotations

from widgets.forms.schema import FieldSpec
from widgets.forms.text_fields import TextField

__all__ = ["CronField", "is_cron"]


class CronField(TextField):
    """A line of cron."""

    _told = ""
    _wrong = ""

    def hint(self) -> str:
        """Say when it is due next."""
        return " · ".join(part for part in (self._told, super().hint()) if part)

    def warning(self) -> str:
        """Say why it never is."""
        return self._wrong

    def on_mount(self) -> None:
        """Ask for what is there already."""
        self._ask()

    def edited(self) -> None:
        """Ask anew; a late answer to an older line is dropped."""
        super().edited()
        self._ask()

    def _ask(self) -> None:
        if self.outside.fire_times is not None:
            self.run_worker(self._find(self.text.strip()), group="cron", exclusive=True)

    async def _find(self, line: str) -> None:
        found, wrong = "", ""
        if line and self.outside.fire_times is not None:
            try:
                times = await self.outside.fire_times(line)
                found = f"next: {', '.join(times)}" if times else "never"
            except Exception as error:
                wrong = str(error)
        if line == self.text.strip():
            self._told, self._wrong = found, wrong
            self.show_note()


def is_cron(spec: FieldSpec) -> bool:
    """Say whether a text is a line of cron: no schema says so, only what it is called."""
    return spec.type == "string" and not spec.format and spec.label.strip().lower() == "cron"
