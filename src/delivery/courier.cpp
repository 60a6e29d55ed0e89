// SPDX-License-Identifier: MIT
#include "beckon/delivery/courier.hpp"

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "beckon/link/token.hpp"
#include "beckon/mail/compose.hpp"
#include "beckon/mail/mail_detail.hpp"
#include "beckon/mail/message_id.hpp"

namespace beckon {

namespace {

bool is_positive(Duration duration) { return !duration.is_special() && duration > Duration{}; }

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

Courier::Courier(Store& store, CourierConfig config) : store_(&store), config_(std::move(config)) {
    if (!config_.describe || !config_.text || !config_.clock) {
        throw std::invalid_argument("courier config: describe, text and clock must be given");
    }
    bool positive = is_positive(config_.lease) && is_positive(config_.retries.wait_for_server);
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

CourierReport Courier::put_off(const ClaimedMail& claimed, Instant expires_at, Settlement settlement) {
    const Duration wait =
        settlement.counts ? config_.retries.wait_after(claimed.attempt()) : config_.retries.wait_for_server;
    const Instant next = settlement.at + wait;
    if (next < expires_at) {
        settlement.delivery = Delivery::deferred;
        settlement.next_attempt_at = next;
    } else {
        settlement.delivery = Delivery::failed;
        settlement.detail = "not delivered before the invitation expires: " + settlement.detail;
    }
    return record(claimed, std::move(settlement));
}

std::optional<PreparedMail> Courier::claim(std::vector<CourierReport>* passed_over) {
    const auto pass_over = [&](CourierReport report) {
        if (passed_over != nullptr) passed_over->push_back(std::move(report));
    };
    for (;;) {
        const Instant at = now();
        auto handed_out = store_->claim_mail(at, config_.lease, 1);
        if (handed_out.empty()) return std::nullopt;
        const ClaimedMail claimed = std::move(handed_out.front());
        const MailIntent& intent = claimed.mail.intent;
        const auto settle_as = [&](Delivery delivery, std::string detail) {
            pass_over(record(claimed, {.delivery = delivery, .at = at, .counts = false, .detail = std::move(detail)}));
        };

        if (claimed.mail.lapses >= config_.max_lapses) {
            settle_as(Delivery::failed, "given up: every worker that claimed it stopped without reporting an outcome");
            continue;
        }
        const auto user = store_->load(intent.account, intent.user);
        if (const auto reason = reason_obsolete(*store_, user, intent, at); !reason.empty()) {
            settle_as(Delivery::dropped, std::string(reason));
            continue;
        }
        const auto token = make_token(config_.keys, {intent.account, intent.user, *user->link});
        if (!token) {
            settle_as(Delivery::failed, "the key of its link was retired: resend the invitation");
            continue;
        }
        const Instant expires_at = *expiry_of(*user);
        std::optional<AccountDescription> description;
        try {
            description = config_.describe(intent.account);
            check(*description);
        } catch (const std::exception& error) {
            pass_over(put_off(claimed, expires_at,
                              {.at = at,
                               .counts = false,
                               .detail = std::string("the account could not be described: ") + error.what()}));
            continue;
        }
        std::string inviter_name;
        if (user->invited_by) {
            if (const auto inviter = store_->load(intent.account, *user->invited_by))
                inviter_name = inviter->profile.name;
        }
        try {
            const InvitationMail mail{.user = *user,
                                      .account = *description,
                                      .inviter_name = std::move(inviter_name),
                                      .url = link_url(description->base_url, *token),
                                      .expires_at = expires_at,
                                      .note = std::get<Invited>(user->state).note};
            const MailHeader header{.from_name = description->name,
                                    .from = description->from,
                                    .to_name = user->profile.name,
                                    .to = user->email,
                                    .date = intent.queued_at,
                                    .message_id = message_id_of(intent, description->from),
                                    .reply_to = description->reply_to,
                                    .extra = description->headers};
            return PreparedMail{claimed, expires_at, *token, compose(header, config_.text(mail))};
        } catch (const std::exception& error) {
            settle_as(Delivery::failed,
                      without_token(*token, std::string("the email could not be composed: ") + error.what()));
        }
    }
}

CourierReport Courier::conclude(const PreparedMail& mail, const MailOutcome& outcome) {
    Settlement settlement{.at = now(), .detail = without_token(mail.token, outcome.detail)};
    switch (outcome.kind) {
        case MailOutcome::Kind::accepted: settlement.delivery = Delivery::sent; break;
        case MailOutcome::Kind::rejected: settlement.delivery = Delivery::failed; break;
        case MailOutcome::Kind::deferred:
            settlement.counts = outcome.server_reached;
            return put_off(mail.claimed, mail.expires_at, std::move(settlement));
        case MailOutcome::Kind::unknown:
            settlement.unknown = true;
            return put_off(mail.claimed, mail.expires_at, std::move(settlement));
    }
    return record(mail.claimed, std::move(settlement));
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
        const auto mail = claim(&reports);
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
