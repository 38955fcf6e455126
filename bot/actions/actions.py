"""All actions of the demo shop, and nothing found by scanning: `ACTIONS`.

A retailer's own server lists theirs in the same way; names, slots and answers are those of
locales/intents.yaml.
"""

from __future__ import annotations

from bot.actions.order import CancelOrder, ChangeAddress, ChangeOrder, DeliveryTerms, TrackOrder
from bot.actions.payment import CouponTerms, GetInvoice, PaymentIssue
from bot.actions.products import CheckStock, GiftTerms, ProductInfo, SizeAdvice
from bot.actions.returns import ExchangeItem, GetRefund, ReportProblem, ReturnItem, ReturnTerms, TrackRefund
from bot.actions.service import DeleteAccount, Handoff, LoyaltyPoints, ServiceHours, StoreInfo

ACTIONS = (
    TrackOrder,
    CancelOrder,
    ChangeOrder,
    ChangeAddress,
    DeliveryTerms,
    ReturnItem,
    ExchangeItem,
    ReportProblem,
    GetRefund,
    TrackRefund,
    ReturnTerms,
    PaymentIssue,
    GetInvoice,
    CouponTerms,
    CheckStock,
    SizeAdvice,
    ProductInfo,
    GiftTerms,
    StoreInfo,
    ServiceHours,
    LoyaltyPoints,
    DeleteAccount,
    Handoff,
)
