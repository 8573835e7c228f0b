"""What is sold, and to whom: subscriptions made of product blocks, as classes an author writes and steps ask for."""
