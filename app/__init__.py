"""What is seen: pages, figures, number formats, translations and the addresses of all of them."""
