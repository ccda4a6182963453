"""The class of every column, table by table: what `data_map` reads.

`name:retention` gives a column a retention of its own; else it has the table's. A new column goes
into one of the four lists of its table: sensitive, personal, pseudonym, plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from mate_core.privacy.retention import Kept

_OWNER: Final = "its owner; staff, audited"
_PARTIES: Final = "the two parties; staff, audited"
_FINANCE: Final = "its owner; finance"
_STAFF: Final = "staff"
_NOBODY: Final = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableClasses:
    purpose: str
    seen_by: str
    kept: Kept = Kept.NONE
    sensitive: str = ""
    personal: str = ""
    pseudonym: str = ""
    plain: str = ""


CLASSES: Final[Mapping[str, TableClasses]] = MappingProxyType(
    {
        "users": TableClasses(
            purpose="account and login",
            seen_by=_OWNER,
            kept=Kept.ACCOUNT,
            sensitive="password_hash",
            personal="email phone",
            pseudonym="id:books",
            plain="role status kyc_status capabilities email_verified_at phone_verified_at"
            " session_epoch password_changed_at second_factor_at created_at updated_at",
        ),
        "otp_challenges": TableClasses(
            purpose="proof of an address",
            seen_by=_NOBODY,
            kept=Kept.CODE,
            sensitive="code_hash",
            personal="address",
            pseudonym="user_id session_id",
            plain="id channel created_at expires_at tries consumed_at purpose",
        ),
        "outgoing_messages": TableClasses(
            purpose="delivery of messages",
            seen_by="the messages' vendors",
            kept=Kept.MESSAGE,
            sensitive="message",
            personal="address",
            plain="id channel created_at expires_at",
        ),
        "message_attempts": TableClasses(
            purpose="tracing of messages",
            seen_by=_STAFF,
            kept=Kept.MESSAGE_ATTEMPT,
            pseudonym="address_hash vendor_id",
            plain="id message_id number channel vendor template started_at updated_at status error",
        ),
        "message_suppressions": TableClasses(
            purpose="leaving addresses alone",
            seen_by=_STAFF,
            kept=Kept.SUPPRESSION,
            pseudonym="address_hash",
            plain="channel cause at",
        ),
        "sessions": TableClasses(
            purpose="list of one's devices, remote logout",
            seen_by="its owner",
            kept=Kept.SESSION,
            personal="device_info",
            pseudonym="id user_id device_hash",
            plain="created_at expires_at revoked_at last_used_at",
        ),
        "refresh_tokens": TableClasses(
            purpose="staying logged in",
            seen_by=_NOBODY,
            kept=Kept.SESSION,
            sensitive="token",
            pseudonym="session_id",
            plain="created_at expires_at used_at",
        ),
        "second_factors": TableClasses(
            purpose="login of staff in two steps",
            seen_by=_NOBODY,
            kept=Kept.ACCOUNT,
            sensitive="sealed_secret recovery_hashes",
            pseudonym="user_id",
            plain="created_at confirmed_at last_step",
        ),
        "tries": TableClasses(
            purpose="guesses are slowed",
            seen_by=_NOBODY,
            kept=Kept.TRY,
            pseudonym="key",
            plain="count since last_at",
        ),
        "role_proposals": TableClasses(
            purpose="two people agree on a role",
            seen_by=_STAFF,
            kept=Kept.PROPOSAL,
            personal="reason",
            pseudonym="user_id proposed_by",
            plain="role capabilities proposed_at lapses_at",
        ),
        "struck_sos_credentials": TableClasses(
            purpose="a lost device raises no alarm",
            seen_by=_NOBODY,
            kept=Kept.ACCOUNT,
            pseudonym="session_id user_id",
            plain="struck_at",
        ),
        "profiles": TableClasses(
            purpose="profile; age",
            seen_by="everyone logged in: display name, pictures, bio, gender, city, tags;"
            " the rest its owner only",
            kept=Kept.ACCOUNT,
            sensitive="current_lat current_lng",
            personal="full_name display_name avatar_url cover_photo_url bio gender date_of_birth"
            " height_cm weight_kg city district province_code commune_code commune_name languages"
            " interests talents",
            pseudonym="user_id:books",
            plain="version created_at updated_at located_at address_edition",
        ),
        "kyc_cases": TableClasses(
            purpose="proof of identity and age",
            seen_by="its owner: state and reasons; staff with the capability kyc, audited",
            kept=Kept.ACCOUNT,
            sensitive="sealed_declared:papers sealed_name",
            pseudonym="user_id:record proposed_by:record front_id back_id video_id selfie_id",
            plain="id opened_at changed_at due_at state reasons checks submitted_at"
            " decided_at discarded_at gone_at proposed_action proposal_lapses_at version",
        ),
        "kyc_log": TableClasses(
            purpose="proof of who decided what by which scores",
            seen_by="staff with the capability kyc, audited",
            kept=Kept.RECORD,
            personal="note",
            pseudonym="user_id actor_id reference",
            plain="id case_id at action state_before state_after signed_by provider liveness face"
            " ocr thresholds reasons",
        ),
        "kyc_cards": TableClasses(
            purpose="one card, one account; bans follow the card",
            seen_by=_NOBODY,
            kept=Kept.HASH,
            pseudonym="card_hash user_id",
            plain="claimed_at banned_at",
        ),
        "stored_media": TableClasses(
            purpose="pictures and videos; the objects lie in storage",
            seen_by="by kind: everyone, holders of a link, or staff, audited",
            kept=Kept.ACCOUNT,
            personal="key renditions",
            pseudonym="owner_id",
            plain="id kind bucket state content_type bytes width height duration_ms created_at"
            " changed_at purged_at version",
        ),
        "partner_profiles": TableClasses(
            purpose="listing",
            seen_by="everyone logged in; the base area as a cell of 1 km only",
            kept=Kept.ACCOUNT,
            sensitive="base_lat base_lng",
            personal="bio city province_code commune_code commune_name",
            pseudonym="user_id:books",
            plain="hourly_rate minimum_half_hours service_types travel_buffer_minutes is_available"
            " verified_at total_bookings completed_bookings total_reviews rating_sum version"
            " created_at updated_at refund_policy requests_accepted requests_declined"
            " requests_lapsed bookings_cancelled address_edition listing",
        ),
        "partner_views": TableClasses(
            purpose="what is looked at lately",
            seen_by="everyone logged in, as an order of partners",
            kept=Kept.PROFILE_VIEW,
            pseudonym="partner_id viewer",
            plain="day",
        ),
        "partner_trends": TableClasses(
            purpose="what is booked and looked at lately",
            seen_by="everyone logged in, as an order of partners",
            kept=Kept.ACCOUNT,
            personal="place",
            pseudonym="partner_id",
            plain="score computed_at",
        ),
        "availability_slots": TableClasses(
            purpose="calendar",
            seen_by="everyone logged in, as free time",
            kept=Kept.ACCOUNT,
            personal="period",
            pseudonym="partner_id",
            plain="id status created_at",
        ),
        "weekly_hours": TableClasses(
            purpose="calendar",
            seen_by="everyone logged in, as free time",
            kept=Kept.ACCOUNT,
            personal="weekdays start_minute minutes since until except_dates",
            pseudonym="partner_id",
            plain="id created_at version",
        ),
        "calendar_feeds": TableClasses(
            purpose="one's meetings in a calendar program",
            seen_by=_NOBODY,
            kept=Kept.ACCOUNT,
            pseudonym="user_id",
            plain="token_hash created_at",
        ),
        "reservations": TableClasses(
            purpose="nobody is in two places",
            seen_by=_NOBODY,
            kept=Kept.BOOKS,
            personal="period",
            pseudonym="person_id",
            plain="booking_id role",
        ),
        "bookings": TableClasses(
            purpose="meeting",
            seen_by=_PARTIES,
            kept=Kept.BOOKS,
            sensitive="meeting_lat:meeting_place meeting_lng:meeting_place",
            personal="meeting_location:account user_note:account partner_note:account"
            " cancellation_reason:evidence meeting_code",
            pseudonym="user_id partner_id",
            plain="id booking_code service_type starts_at ends_at travel_buffer_minutes"
            " occupied_until venue_class hourly_rate requested_half_hours billed_half_hours"
            " fee_percent subtotal service_fee refund_tiers status created_at updated_at"
            " confirmed_at payment_extended_until paid_at started_at user_completed_at"
            " partner_completed_at completed_at meeting_codes_issued meeting_code_tries"
            " cancelled_by cancellation_code cancelled_at refund_percent unproven_warnings"
            " no_show_due_at paused_until due_at version refund_policy added_half_hours"
            " added_subtotal added_service_fee",
        ),
        "booking_status_history": TableClasses(
            purpose="what happened to a meeting",
            seen_by=_PARTIES,
            kept=Kept.BOOKS,
            personal="reason:evidence",
            pseudonym="changed_by",
            plain="id booking_id from_status to_status action party created_at",
        ),
        "booking_extensions": TableClasses(
            purpose="longer meetings",
            seen_by=_PARTIES,
            kept=Kept.BOOKS,
            personal="payer_ip:payer_address",
            plain="id booking_id half_hours subtotal service_fee provider status proposed_at"
            " expires_at accepted_at closed_at version",
        ),
        "no_show_reports": TableClasses(
            purpose="meetings that went wrong",
            seen_by=_PARTIES,
            kept=Kept.EVIDENCE,
            personal="details",
            pseudonym="reporter_id",
            plain="booking_id claim reported_at contest_due_at status closed_at version",
        ),
        "disputes": TableClasses(
            purpose="disputes",
            seen_by=_PARTIES,
            kept=Kept.EVIDENCE,
            personal="details appeal_reason note second_note",
            pseudonym="opener_id decided_by second_decided_by",
            plain="booking_id opened_by reason former_status code_entered opened_at answer_due_at"
            " decision_due_at default_at status benefit_of_doubt overdue_since outcome"
            " partner_amount decided_at second_outcome second_partner_amount second_decided_at"
            " accepted_by_user accepted_by_partner appealed_by appealed_at appeal_due_at closed_at"
            " due_at version",
        ),
        "dispute_statements": TableClasses(
            purpose="disputes",
            seen_by=_PARTIES,
            kept=Kept.EVIDENCE,
            personal="content",
            pseudonym="author_id",
            plain="id booking_id party created_at",
        ),
        "dispute_evidence": TableClasses(
            purpose="disputes",
            seen_by="staff, audited",
            kept=Kept.EVIDENCE,
            personal="content",
            plain="booking_id frozen_at digest",
        ),
        "wallets": TableClasses(
            purpose="balances",
            seen_by=_FINANCE,
            kept=Kept.BOOKS,
            pseudonym="user_id",
            plain="balance pending_balance withdrawing receivable currency",
        ),
        "journal_entries": TableClasses(
            purpose="books",
            seen_by=_FINANCE,
            plain="id transaction_code reference kind created_at subject_id",
        ),
        "postings": TableClasses(
            purpose="books",
            seen_by=_FINANCE,
            kept=Kept.BOOKS,
            pseudonym="owner_id",
            plain="entry_id line_no account provider amount memo created_at",
        ),
        "escrow_holdings": TableClasses(
            purpose="money held for a meeting",
            seen_by=_FINANCE,
            kept=Kept.BOOKS,
            pseudonym="payer_id payee_id",
            plain="id booking_id amount platform_fee status settlement_kind release_scheduled_at"
            " refund_percent partner_amount amount_paid amount_refunded fee_kept tax_vat tax_pit"
            " released_at created_at version",
        ),
        "escrow_lines": TableClasses(
            purpose="money held for a meeting",
            seen_by=_FINANCE,
            plain="escrow_id line_no subtotal service_fee",
        ),
        "escrow_freezes": TableClasses(
            purpose="money that must not move",
            seen_by=_STAFF,
            kept=Kept.BOOKS,
            personal="reason:evidence",
            pseudonym="opened_by",
            plain="id escrow_id cause opened_at lifted_at",
        ),
        "payment_intents": TableClasses(
            purpose="payments through gateways",
            seen_by="its owner; finance; the gateway",
            kept=Kept.BOOKS,
            personal="payer_ip:payer_address pay_url",
            pseudonym="payer_id external_transaction_id",
            plain="id purpose provider booking_id amount merchant_reference status failure"
            " created_at expires_at completed_at next_query_at version extension_id",
        ),
        "callback_inbox": TableClasses(
            purpose="what gateways said, word for word",
            seen_by=_NOBODY,
            kept=Kept.BOOKS,
            personal="raw",
            plain="id provider digest received_at attempts due_at processed_at outcome",
        ),
        "suspense_items": TableClasses(
            purpose="money without a place",
            seen_by="finance",
            kept=Kept.BOOKS,
            pseudonym="payer_id external_transaction_id",
            plain="id provider intent_id amount cause owner opened_at due_at next_action_at"
            " closed_at",
        ),
        "captures": TableClasses(
            purpose="money that came",
            seen_by="finance",
            kept=Kept.BOOKS,
            pseudonym="payer_id external_transaction_id",
            plain="id intent_id provider amount captured_at returned suspended version",
        ),
        "refunds": TableClasses(
            purpose="money on its way back",
            seen_by=_FINANCE,
            kept=Kept.BOOKS,
            pseudonym="payer_id vendor_refund",
            plain="id capture_id intent_id provider amount cause requested_at next_at suspense_id"
            " status attempts vendor_code ended_at version",
        ),
        "chargebacks": TableClasses(
            purpose="money that was taken back",
            seen_by="finance",
            kept=Kept.BOOKS,
            personal="reason:evidence",
            pseudonym="payer_id recorded_by vendor_reference",
            plain="id capture_id intent_id provider amount owed recorded_at written_off_at",
        ),
        "bank_accounts": TableClasses(
            purpose="where earnings and refused refunds go; who shares an account",
            seen_by="its owner and finance: four digits and the holder; the bank: all",
            kept=Kept.ACCOUNT,
            sensitive="account_number sealed_number account_name",
            pseudonym="user_id:books number_hash:hash",
            plain="id bank_code created_at replaced_at",
        ),
        "withdrawals": TableClasses(
            purpose="earnings and refused refunds on their way to a bank",
            seen_by=_FINANCE,
            kept=Kept.BOOKS,
            pseudonym="user_id bank_account_id bank_reference return_reference",
            plain="id amount status requested_at approved_at file_id ended_at version refund_id",
        ),
        "payout_files": TableClasses(
            purpose="orders to the bank",
            seen_by="finance, the bank",
            kept=Kept.BOOKS,
            sensitive="content sealed_content",
            pseudonym="created_by",
            plain="id created_at line_count total digest",
        ),
        "staff_deeds": TableClasses(
            purpose="two people for large sums",
            seen_by="finance",
            kept=Kept.RECORD,
            personal="reason",
            pseudonym="beneficiary_id proposed_by seconded_by",
            plain="id action subject_id terms amount proposed_at lapses_at granted_at",
        ),
        "tax_residencies": TableClasses(
            purpose="withholding tax",
            seen_by="finance",
            kept=Kept.BOOKS,
            personal="residency reason",
            pseudonym="user_id recorded_by",
            plain="since recorded_at",
        ),
        "settlement_files": TableClasses(
            purpose="what gateways settled",
            seen_by="finance",
            kept=Kept.BOOKS,
            pseudonym="imported_by",
            plain="id provider digest batch name imported_at",
        ),
        "settlement_rows": TableClasses(
            purpose="what gateways settled",
            seen_by="finance",
            kept=Kept.BOOKS,
            pseudonym="external_transaction_id",
            plain="file_id line_no provider merchant_reference amount fee status happened_at",
        ),
        "partner_search": TableClasses(
            purpose="finding partners; a copy of what profile, listing and account say",
            seen_by="everyone logged in; the place as a cell of 1 km only",
            kept=Kept.ACCOUNT,
            sensitive="cell tile",
            personal="gender display_name avatar_url bio city province_code languages"
            " interests value_bits terms",
            pseudonym="partner_id",
            plain="rank hourly_rate rating_hundredths service_bits minimum_half_hours"
            " travel_buffer_minutes total_reviews rating_sum service_types reliability",
        ),
        "search_cells": TableClasses(
            purpose="cells of 1 km in which there is or was a partner",
            seen_by=_NOBODY,
            plain="cell tile lat lng",
        ),
        "search_terms": TableClasses(
            purpose="words by which partners are found, and how many partners have each",
            seen_by=_NOBODY,
            kept=Kept.ACCOUNT,
            personal="term",
            plain="partners",
        ),
        "user_blacklist": TableClasses(
            purpose="people who do not want to meet each other",
            seen_by="who blocks",
            kept=Kept.ACCOUNT,
            personal="reason shown_name",
            pseudonym="blocker_id blocked_id",
            plain="created_at",
        ),
        "system_blacklist": TableClasses(
            purpose="keeping people away who harmed others, and their right to object",
            seen_by="whom it concerns; staff, audited",
            kept=Kept.RECORD,
            personal="reason appeal appeal_answer lift_reason",
            pseudonym="user_id blacklisted_by seconded_by appeal_decided_by lifted_by watched",
            plain="id is_permanent expires_at waives_tiers created_at review_until due_at"
            " carried_out_at reviewed_at appealed_at appeal_decided_at appeal_granted lifted_at"
            " version",
        ),
        "ban_proposals": TableClasses(
            purpose="two people agree on the ban of a partner",
            seen_by=_STAFF,
            kept=Kept.PROPOSAL,
            personal="reason",
            pseudonym="user_id proposed_by",
            plain="expires_at waives_tiers proposed_at lapses_at",
        ),
        "ban_marks": TableClasses(
            purpose="a banned person does not come back as somebody else",
            seen_by=_NOBODY,
            kept=Kept.HASH,
            pseudonym="ban_id digest",
            plain="kind",
        ),
        "consents": TableClasses(
            purpose="proof of consent",
            seen_by="its owner; staff",
            kept=Kept.RECORD,
            personal="granted",
            pseudonym="user_id",
            plain="id purpose text_version language text_digest source at",
        ),
        "rights_requests": TableClasses(
            purpose="answers to requests about data",
            seen_by=_OWNER,
            kept=Kept.RECORD,
            personal="details:account answer:account",
            pseudonym="user_id answered_by",
            plain="id kind received_at acknowledge_due_at due_at status acknowledged_at"
            " answered_at version",
        ),
        "account_closures": TableClasses(
            purpose="end of an account; finding a banned person again",
            seen_by=_STAFF,
            kept=Kept.RECORD,
            personal="hold_reason",
            pseudonym="user_id held_by phone_hash:hash email_hash:hash",
            plain="id requested_at complete_by due_at status still_open ended_at version",
        ),
        "data_exports": TableClasses(
            purpose="link to a copy of one's data",
            seen_by=_NOBODY,
            kept=Kept.EXPORT_LINK,
            sensitive="token_hash",
            pseudonym="user_id requested_by",
            plain="id requested_at expires_at",
        ),
        "audit_log": TableClasses(
            purpose="what staff did and looked at",
            seen_by=_STAFF,
            kept=Kept.RECORD,
            personal="reason facts",
            pseudonym="actor_id subject_id",
            plain="id at action subject_type",
        ),
        "reviews": TableClasses(
            purpose="whom to trust, said by those who met him",
            seen_by="everybody, once published; its author",
            kept=Kept.REVIEW,
            sensitive="sealed_safety_note:evidence",
            personal="comment photo_urls staff_note:record",
            pseudonym="reviewer_id reviewee_id",
            plain="id booking_id review_type overall_rating punctuality_rating"
            " communication_rating attitude_rating appearance_rating service_quality_rating"
            " state is_visible is_flagged flag_cause flagged_at decide_by overdue_since"
            " created_at updated_at closes_at published_at due_at version",
        ),
        "review_responses": TableClasses(
            purpose="the answer of the person who was reviewed",
            seen_by="everybody",
            kept=Kept.ACCOUNT,
            personal="response",
            pseudonym="responder_id",
            plain="id review_id created_at state",
        ),
        "review_reports": TableClasses(
            purpose="what should not be read",
            seen_by=_STAFF,
            kept=Kept.RECORD,
            personal="details:account",
            pseudonym="reporter_id",
            plain="id review_id part reason reported_at decide_by outcome closed_at",
        ),
        "review_summaries": TableClasses(
            purpose="the numbers of visible reviews",
            seen_by="everybody",
            kept=Kept.REVIEW,
            pseudonym="person_id",
            plain="review_type stars_1 stars_2 stars_3 stars_4 stars_5 punctuality_count"
            " punctuality_sum communication_count communication_sum attitude_count attitude_sum"
            " appearance_count appearance_sum service_quality_count service_quality_sum",
        ),
        "audit_seals": TableClasses(
            purpose="nobody changes the audit log unseen",
            seen_by=_STAFF,
            kept=Kept.RECORD,
            pseudonym="first_id last_id",
            plain="number at records previous hash",
        ),
        "audit_sealed": TableClasses(
            purpose="which record lies under which seal",
            seen_by=_NOBODY,
            kept=Kept.RECORD,
            pseudonym="record_id",
            plain="seal position digest",
        ),
        "listing_cases": TableClasses(
            purpose="texts that wait for staff before others read them",
            seen_by=_OWNER,
            kept=Kept.EVIDENCE,
            personal="texts findings decision_reason",
            pseudonym="partner_id claimed_by decided_by texts_digest",
            plain="id cause state opened_at due_at claimed_until decision_category closed_at"
            " version",
        ),
        "report_cases": TableClasses(
            purpose="what people report is looked at once for all of them",
            seen_by="staff, audited",
            kept=Kept.EVIDENCE,
            personal="note",
            pseudonym="object_id owner_id claimed_by decided_by",
            plain="id kind opened_at due_at reports claimed_until decided_at outcome version",
        ),
        "user_reports": TableClasses(
            purpose="what one person says of a thing",
            seen_by="who wrote it; staff, audited",
            kept=Kept.EVIDENCE,
            personal="details",
            pseudonym="reporter_id",
            plain="id case_id reason at",
        ),
        "idempotency_keys": TableClasses(
            purpose="a repeated command happens once",
            seen_by=_NOBODY,
            kept=Kept.IDEMPOTENCY_KEY,
            pseudonym="actor_id key",
            plain="operation fingerprint result created_at",
        ),
        "outbox": TableClasses(
            purpose="events: ids, sums and instants only",
            seen_by=_NOBODY,
            kept=Kept.BOOKS,
            pseudonym="body",
            plain="id type created_at due_at attempts done_at dead_at last_error",
        ),
    }
)
