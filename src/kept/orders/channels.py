"""The channels over which an order comes in.

A word about an order may come in over others as well: the customer's order page, and the desk.
"""

from kept.orders.models import Channel

ORDER_CHANNELS = tuple(channel for channel in Channel if channel not in (Channel.PAGE, Channel.DESK))
