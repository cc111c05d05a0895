"""Side-by-side measurements; each prints one line per figure: `name value unit`. `make bench` runs them."""
