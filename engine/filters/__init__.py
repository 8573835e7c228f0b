"""One filter language, over processes and over subscriptions, for the console and the command line."""
