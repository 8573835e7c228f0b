"""Which workflows come with nocdeck? Those of the demo, `workflows.network`; a site keeps its own folder."""
