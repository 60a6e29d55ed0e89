// SPDX-License-Identifier: MIT
#include "beckon/delivery/courier.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "beckon/link/token.hpp"
#include "beckon/mail/compose.hpp"
#include "beckon/mail/mail_detail.hpp"
#include "beckon/mail/message_id.hpp"
#include "delivery/senders.hpp"

namespace beckon {

namespace {

bool is_positive(Duration duration) { return !duration.is_special() && duration > Duration{}; }

constexpr std::uint32_t enough_refusals = 3;
const Duration enough_time = boost::posix_time::hours(1);

/// Whether the server says that the address does not exist (RFC 3463): no such mailbox, no such system, bad syntax,
/// moved, no mail accepted there (RFC 7505), or a disabled mailbox. A reply to MAIL is about the sender.
bool is_about_address(const MailOutcome& outcome) {
    if (outcome.stage == SmtpStage::mail_from) return false;
    const std::size_t dot = outcome.enhanced.find('.');
    if (dot == std::string::npos) return false;
    constexpr std::array<std::string_view, 6> final_codes{".1.1", ".1.2", ".1.3", ".1.6", ".1.10", ".2.1"};
    const std::string_view subject = std::string_view(outcome.enhanced).substr(dot);
    return std::find(final_codes.begin(), final_codes.end(), subject) != final_codes.end();
}

/// The codes of a refusal, without its text, which may name the recipient.
std::string codes_of(const MailOutcome& outcome) {
    if (outcome.reply == 0) return "no reply code";
    return std::to_string(outcome.reply) + (outcome.enhanced.empty() ? "" : " ") + outcome.enhanced;
}

/// Whether something was sent to the user since, by email or by hand. If only one thing was ever sent, there is nothing
/// to look up.
bool is_overtaken(Store& store, const Invited& invited, const MailIntent& intent) {
    if (invited.times_sent == 1) return false;
    const auto newest_first = store.mail(intent.account, intent.user);  // none: the user was purged meanwhile
    return !newest_first.empty() && newest_first.front().intent.revision != intent.revision;
}

/// Why the email is no longer true. Empty while it is.
std::string_view reason_obsolete(Store& store, const std::optional<User>& user, const MailIntent& intent, Instant now) {
    if (!user) return "the user was purged";
    if (const auto* removed = std::get_if<Removed>(&user->state)) {
        switch (removed->how) {
            case Removal::cancelled: return "the invitation was cancelled";
            case Removal::declined: return "the invitation was declined";
            case Removal::removed: return "the user was removed";
        }
    }
    const auto* invited = std::get_if<Invited>(&user->state);
    if (invited == nullptr) return "the invitation was accepted";
    if (user->link->generation != intent.generation) return "a newer link was made";
    if (now >= invited->expires_at) return "the invitation expired";
    if (is_overtaken(store, *invited, intent)) return "the same link was sent again";
    return {};
}

}  // namespace

Courier::Courier(Store& store, CourierConfig config)
    : store_(&store), config_(std::move(config)), senders_(std::make_shared<Senders>()) {
    if (!config_.describe || !config_.text || !config_.clock) {
        throw std::invalid_argument("courier config: describe, text and clock must be given");
    }
    bool positive = is_positive(config_.lease) && is_positive(config_.retries.wait_for_server) &&
                    is_positive(config_.retries.wait_for_consent);
    for (const Duration& wait : config_.retries.waits) positive = positive && is_positive(wait);
    if (!positive) throw std::invalid_argument("courier config: lease and waits must be positive");
    if (config_.retries.waits.empty()) throw std::invalid_argument("courier config: retries.waits must not be empty");
    if (config_.max_lapses == 0) throw std::invalid_argument("courier config: max_lapses must be 1 or more");
}

Instant Courier::now() const {
    const Instant now = config_.clock();
    if (now.is_special()) throw std::invalid_argument("clock: it returned a special value instead of a time");
    return now;
}

CourierReport Courier::record(const ClaimedMail& claimed, Settlement settlement) {
    settlement.detail = mail_detail(settlement.detail);
    const SettleResult result = store_->settle_mail(claimed, settlement);
    return {.claimed = claimed, .settlement = std::move(settlement), .result = result};
}

CourierReport Courier::give_up(const ClaimedMail& claimed, FailureCause cause, Settlement settlement) {
    const bool may_be_there = settlement.unknown || may_have_arrived(claimed.mail);
    settlement.delivery = may_be_there ? Delivery::unconfirmed : Delivery::failed;
    if (!may_be_there) settlement.cause = cause;
    return record(claimed, std::move(settlement));
}

CourierReport Courier::put_off(const ClaimedMail& claimed, Instant expires_at, Duration wait, Settlement settlement) {
    const Instant next = settlement.at + wait;
    if (next >= expires_at) {
        settlement.detail = "not delivered before the invitation expires: " + settlement.detail;
        return give_up(claimed, FailureCause::out_of_time, std::move(settlement));
    }
    settlement.delivery = Delivery::deferred;
    settlement.next_attempt_at = next;
    return record(claimed, std::move(settlement));
}

std::optional<PreparedMail> Courier::claim(std::vector<CourierReport>* passed_over) {
    return claim_within(std::numeric_limits<std::size_t>::max(), passed_over);
}

std::optional<PreparedMail> Courier::claim_within(std::size_t limit, std::vector<CourierReport>* passed_over) {
    for (std::size_t tried = 0; tried < limit; ++tried) {
        const Instant at = now();
        const auto handed_out = store_->claim_mail(at, config_.lease, 1);
        if (handed_out.empty()) return std::nullopt;
        auto prepared = prepare(handed_out.front(), at);
        if (auto* mail = std::get_if<PreparedMail>(&prepared)) return std::move(*mail);
        if (passed_over != nullptr) passed_over->push_back(std::get<CourierReport>(std::move(prepared)));
    }
    return std::nullopt;
}

std::variant<PreparedMail, CourierReport> Courier::prepare(const ClaimedMail& claimed, Instant at) {
    const MailIntent& intent = claimed.mail.intent;
    const auto unsent = [&](std::string detail) {
        return Settlement{.at = at, .counts = false, .detail = std::move(detail)};
    };
    if (claimed.mail.lapses >= config_.max_lapses) {
        return give_up(claimed, FailureCause::out_of_time,
                       unsent("given up: every worker that claimed it stopped without reporting an outcome"));
    }
    const auto user = store_->load(intent.account, intent.user);
    if (const auto reason = reason_obsolete(*store_, user, intent, at); !reason.empty()) {
        Settlement dropped = unsent(std::string(reason));
        dropped.delivery = Delivery::dropped;
        return record(claimed, std::move(dropped));
    }
    const auto token = make_token(config_.keys, {intent.account, intent.user, *user->link});
    if (!token && config_.keys.is_newer(user->link->key_id)) {
        return put_off(claimed, *expiry_of(*user), config_.retries.wait_for_server,
                       unsent("the key of its link is newer than the keys of this worker"));
    }
    if (!token) {
        return give_up(claimed, FailureCause::no_key, unsent("the key of its link was retired: resend the invitation"));
    }
    std::optional<AccountDescription> description;
    try {
        description = config_.describe(intent.account);
        check(*description);
    } catch (const std::exception& error) {
        return put_off(claimed, *expiry_of(*user), config_.retries.wait_for_server,
                       unsent(std::string("the account could not be described: ") + error.what()));
    }
    if (const auto hold = senders_->hold(description->from, at)) {
        const std::string detail = "not sent, because emails from " + description->from.text() +
                                   " to three domains in a row were refused, the last one with " + hold->reply;
        CourierReport held = put_off(claimed, *expiry_of(*user), hold->until - at, unsent(detail));
        held.sender_is_refused = true;
        return held;
    }
    const std::string inviter_name = inviter_of(*user);
    try {
        return compose_for(claimed, *user, inviter_name, *description, *token);
    } catch (const std::exception& error) {
        return give_up(claimed, FailureCause::not_composed,
                       unsent(without_token(*token, std::string("the email could not be composed: ") + error.what())));
    }
}

std::string Courier::inviter_of(const User& user) const {
    const auto inviter = user.invited_by ? store_->load(user.account, *user.invited_by) : std::nullopt;
    return inviter ? inviter->profile.name : std::string();
}

PreparedMail Courier::compose_for(const ClaimedMail& claimed, const User& user, const std::string& inviter_name,
                                  const AccountDescription& description, const std::string& token) const {
    const MailIntent& intent = claimed.mail.intent;
    const Instant expires_at = *expiry_of(user);
    const InvitationMail mail{.user = user,
                              .account = description,
                              .inviter_name = inviter_name,
                              .url = link_url(description.base_url, token),
                              .expires_at = expires_at,
                              .note = std::get<Invited>(user.state).note};
    const MailHeader header{.from_name = description.name,
                            .from = description.from,
                            .to_name = user.profile.name,
                            .to = user.email,
                            .date = intent.queued_at,
                            .message_id = message_id_of(intent, description.from),
                            .reply_to = description.reply_to,
                            .extra = description.headers};
    return {claimed, expires_at, token, compose(header, config_.text(mail))};
}

CourierReport Courier::refuse(const PreparedMail& mail, const MailOutcome& outcome, Settlement settlement) {
    const MailRecord& record_before = mail.claimed.mail;
    if (is_about_address(outcome)) {
        settlement.delivery = Delivery::failed;
        settlement.cause = FailureCause::no_such_address;
        return record(mail.claimed, std::move(settlement));
    }
    const Instant at = settlement.at;
    const Duration wait = config_.retries.wait_for_consent;
    const auto refused = senders_->refused(mail.message.from, outcome.stage == SmtpStage::mail_from, record_before, at,
                                           wait, codes_of(outcome));
    settlement.counts = false;
    settlement.refused = refused.is_about_recipient;
    const bool often = record_before.refusals + 1 >= enough_refusals;
    if (settlement.refused && often && at - *record_before.refused_since >= enough_time) {
        settlement.detail = "their server refuses our email: " + settlement.detail;
        return give_up(mail.claimed, FailureCause::refused, std::move(settlement));
    }
    // While the sender is in trouble, refused emails wait longest, so that others are tried first.
    const Duration age = refused.hold ? Duration(boost::posix_time::pos_infin) : at - record_before.intent.queued_at;
    CourierReport report =
        put_off(mail.claimed, mail.expires_at, config_.retries.wait_after_refusal(age), std::move(settlement));
    report.sender_is_refused = refused.hold.has_value();
    return report;
}

CourierReport Courier::conclude(const PreparedMail& mail, const MailOutcome& outcome) {
    const ClaimedMail& claimed = mail.claimed;
    Settlement settlement{.at = now(), .detail = without_token(mail.token, outcome.detail)};
    const Duration wait = config_.retries.wait_after(claimed.attempt());
    switch (outcome.kind) {
        case MailOutcome::Kind::accepted:
            senders_->accepted(mail.message.from, settlement.at);
            settlement.delivery = Delivery::sent;
            return record(claimed, std::move(settlement));
        case MailOutcome::Kind::rejected: return refuse(mail, outcome, std::move(settlement));
        case MailOutcome::Kind::deferred:
            settlement.counts = outcome.server_reached;
            return put_off(claimed, mail.expires_at, outcome.server_reached ? wait : config_.retries.wait_for_server,
                           std::move(settlement));
        case MailOutcome::Kind::unknown: break;
    }
    settlement.unknown = true;
    if (claimed.mail.unknown < config_.max_unknown) {
        return put_off(claimed, mail.expires_at, wait, std::move(settlement));
    }
    return give_up(claimed, FailureCause::out_of_time, std::move(settlement));
}

CourierReport Courier::settle(const PreparedMail& mail, const MailOutcome& outcome) {
    CourierReport report = conclude(mail, outcome);
    report.handed_over = true;
    report.subject = mail.message.subject;
    return report;
}

std::vector<CourierReport> Courier::deliver(Mailer& mailer, std::size_t limit) {
    std::vector<CourierReport> reports;
    while (reports.size() < limit) {
        const auto mail = claim_within(limit - reports.size(), &reports);
        if (!mail) break;
        MailOutcome outcome;
        try {
            outcome = mailer.send(mail->message);
        } catch (const std::exception& error) {
            outcome = {.kind = MailOutcome::Kind::unknown, .detail = std::string("the mailer failed: ") + error.what()};
        }
        reports.push_back(settle(*mail, outcome));
        if (outcome.kind == MailOutcome::Kind::deferred && !outcome.server_reached) break;
    }
    return reports;
}

}  // namespace beckon
