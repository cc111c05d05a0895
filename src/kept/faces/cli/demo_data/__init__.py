"""The data of the demo stores: products, customers, drawings."""
