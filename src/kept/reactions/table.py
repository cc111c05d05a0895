"""What follows from what: the whole process of the shop, on one page.

An event happens (left); in the same transaction the reactions (right) run, in this order. They queue letters
and deliveries; the worker sends them afterwards. An event with nothing to its right is remembered in the
journal and no more. Every event of every package stands here: a check sees to it.
"""

from kept.catalog.events import (
    OptionsSet,
    PhotoSet,
    ProductBroughtBack,
    ProductChanged,
    ProductCreated,
    ProductMoved,
    ProductRetired,
    VariantAdded,
    VariantChanged,
    VariantRetired,
)
from kept.customers.events import ConsentRecorded, CustomerChanged, CustomerNoted, CustomersMerged
from kept.journal.record import Table
from kept.messages.events import MessageTriedAgain
from kept.orders.events import (
    LinkReplaced,
    OrderAcknowledged,
    OrderAdvanced,
    OrderCancelled,
    OrderChanged,
    OrderConfirmed,
    OrderHeld,
    OrderPlaced,
    OrderResumed,
    OrderSteppedBack,
    OrderVersionAccepted,
    RequestAnswered,
    RequestMade,
    ViewBroughtBack,
    ViewChanged,
    ViewChosen,
    ViewRemoved,
    ViewSaved,
    ViewShared,
    ViewUnshared,
)
from kept.payments.events import PaymentRecorded
from kept.promises.events import (
    ClosureAdded,
    ClosureRemoved,
    HoursSet,
    WayAdded,
    WayBroughtBack,
    WayChanged,
    WayRetired,
)
from kept.reactions.letters import (
    alert_store,
    answer_to_customer,
    confirm_to_customer,
    say_request_arrived,
    say_that_review_follows,
    take_back_step,
    tell_cancellation,
    tell_going_on,
    tell_hold,
    tell_step,
    tell_team,
)
from kept.reactions.people import orders_follow, send_invitation
from kept.reactions.webhooks import tell_programs
from kept.stock.events import StockCounted, StockReceived, StockWrittenOff
from kept.stores.events import (
    InvitationAccepted,
    InvitationWithdrawn,
    KeyCreated,
    KeyRevoked,
    RoleChanged,
    StaffInvited,
    StaffRemoved,
    StoreChanged,
    StoreOpened,
)
from kept.webhooks.events import (
    DeliveryRepeated,
    EndpointAdded,
    EndpointChanged,
    EndpointPaused,
    EndpointRemoved,
)

TABLE: Table = {
    # An order comes in, and holds.
    OrderPlaced: (say_that_review_follows, alert_store, tell_programs),
    OrderConfirmed: (confirm_to_customer, tell_programs),
    OrderAcknowledged: (tell_programs,),
    # The agreement changes.
    OrderChanged: (confirm_to_customer, tell_team, tell_programs),
    OrderVersionAccepted: (tell_programs,),
    RequestMade: (say_request_arrived, tell_programs),
    RequestAnswered: (answer_to_customer, tell_programs),
    # The work goes on.
    OrderAdvanced: (tell_step, tell_programs),
    OrderSteppedBack: (take_back_step, tell_programs),
    OrderHeld: (tell_hold, tell_programs),
    OrderResumed: (tell_going_on, tell_programs),
    OrderCancelled: (tell_cancellation, tell_programs),
    LinkReplaced: (),
    MessageTriedAgain: (),
    # How people look at the orders.
    ViewSaved: (),
    ViewChanged: (),
    ViewShared: (),
    ViewUnshared: (),
    ViewRemoved: (),
    ViewBroughtBack: (),
    ViewChosen: (),
    # Money comes in.
    PaymentRecorded: (tell_programs,),
    # The shelf.
    ProductCreated: (tell_programs,),
    ProductChanged: (tell_programs,),
    ProductRetired: (tell_programs,),
    ProductBroughtBack: (tell_programs,),
    ProductMoved: (),
    VariantAdded: (tell_programs,),
    VariantChanged: (tell_programs,),
    VariantRetired: (tell_programs,),
    OptionsSet: (tell_programs,),
    PhotoSet: (tell_programs,),
    StockReceived: (tell_programs,),
    StockCounted: (tell_programs,),
    StockWrittenOff: (tell_programs,),
    # The people who order.
    CustomerChanged: (tell_programs,),
    CustomerNoted: (),
    CustomersMerged: (orders_follow, tell_programs),
    ConsentRecorded: (tell_programs,),
    # The store, its rhythm, and those who run it.
    StoreOpened: (),
    StoreChanged: (),
    HoursSet: (),
    ClosureAdded: (),
    ClosureRemoved: (),
    WayAdded: (),
    WayChanged: (),
    WayRetired: (),
    WayBroughtBack: (),
    StaffInvited: (send_invitation,),
    InvitationWithdrawn: (),
    InvitationAccepted: (),
    RoleChanged: (),
    StaffRemoved: (),
    # Programs: their keys, and what they are told.
    KeyCreated: (),
    KeyRevoked: (),
    EndpointAdded: (),
    EndpointChanged: (),
    EndpointRemoved: (),
    EndpointPaused: (),
    DeliveryRepeated: (),
}
