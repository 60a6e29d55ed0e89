// SPDX-License-Identifier: MIT
#include "beckon/delivery/diagnosis.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "beckon/lifecycle/rules.hpp"

namespace beckon {

namespace {

constexpr std::size_t often = 3;  // This many unanswered emails are no accident.

/// How the policy lets a pending invitation be emailed again.
Advice renewal(Status status, const Policy& policy) {
    switch (lifecycle::remedy_while(status, policy)) {
        case Remedy::resend: return Advice::resend;
        case Remedy::send_new_invitation: return Advice::send_new_invitation;
        default: return Advice::cancel_and_invite_again;
    }
}

/// Whether a server has, or may have, accepted the email, and it has not come back.
bool went_out(const MailRecord& mail) { return may_have_arrived(mail) && mail.delivery != Delivery::bounced; }

class Diagnosis {
public:
    Diagnosis(const User& user, const std::vector<MailRecord>& newest_first, const Policy& policy, Instant now)
        : user_(user), mails_(newest_first), status_(status_at(user, now)), policy_(policy) {}

    std::vector<Finding> of(const Invited& invited) && {
        const bool expired = status_ == Status::invite_expired;
        if (!mails_.empty()) look_at_delivery(mails_.front(), expired);
        if (expired) add(Symptom::invitation_expired, {renew()}, invited.expires_at);
        if (invited.opened_at) {
            add(Symptom::setup_not_finished, {renew()}, invited.opened_at);
        } else if (!mails_.empty() && mails_.front().delivery == Delivery::sent) {
            diagnose_silence(mails_.front(), expired);
        }
        return std::move(findings_);
    }

    std::vector<Finding> of(const Active& active) && {
        add(Symptom::active, {Advice::reset_password}, active.since);
        return std::move(findings_);
    }

    std::vector<Finding> of(const Deactivated& deactivated) && {
        add(Symptom::deactivated, {Advice::activate}, deactivated.since);
        return std::move(findings_);
    }

    std::vector<Finding> of(const Removed&) && { return std::move(findings_); }

private:
    bool began_set_up() const { return std::get<Invited>(user_.state).opened_at.has_value(); }

    Advice renew() const { return renewal(*status_, policy_); }

    void add(Symptom symptom, std::vector<Advice> advice, std::optional<Instant> at, std::string detail = {}) {
        findings_.push_back({symptom, std::move(advice), at, std::move(detail)});
    }

    void look_at_delivery(const MailRecord& mail, bool expired) {
        switch (mail.delivery) {
            case Delivery::sent: return;
            case Delivery::bounced:
                return add(Symptom::mail_bounced, {Advice::correct_address, Advice::cancel_and_invite_again},
                           mail.settled_at, mail.detail);
            case Delivery::failed: return look_at_failure(mail);
            case Delivery::queued:
            case Delivery::deferred:
                if (expired) break;
                if (mail.delivery == Delivery::queued) {
                    return add(Symptom::mail_queued, {Advice::wait}, mail.intent.queued_at);
                }
                return add(Symptom::mail_deferred, {Advice::wait}, mail.next_attempt_at, mail.detail);
            case Delivery::by_hand:
                if (expired || began_set_up()) return;
                return add(Symptom::given_by_hand, {Advice::pass_link_on}, mail.intent.queued_at);
            case Delivery::unconfirmed:
                return add(Symptom::mail_unconfirmed, {Advice::ask_if_arrived, renew()}, mail.settled_at, mail.detail);
            case Delivery::dropped: break;
        }
        add(Symptom::mail_not_sent, {renew()}, mail.settled_at, mail.detail);
    }

    /// The address is in question only if a server said that it does not exist.
    void look_at_failure(const MailRecord& mail) {
        const auto found = [&](Symptom symptom, std::vector<Advice> advice) {
            add(symptom, std::move(advice), mail.settled_at, mail.detail);
        };
        switch (mail.cause.value_or(FailureCause::out_of_time)) {
            case FailureCause::no_such_address:
                return found(Symptom::mail_failed, {Advice::correct_address, Advice::cancel_and_invite_again});
            case FailureCause::refused:
                return found(Symptom::mail_refused, {Advice::read_reply, Advice::allow_sender, Advice::fix_mail_setup});
            case FailureCause::no_key: return found(Symptom::mail_not_handed_over, {renew()});
            case FailureCause::out_of_time:
                if (mail.attempts > 0) return found(Symptom::mail_failed, {renew(), Advice::fix_mail_setup});
                break;
            case FailureCause::not_composed: break;
        }
        found(Symptom::mail_not_handed_over, {Advice::fix_mail_setup, renew()});
    }

    void diagnose_silence(const MailRecord& newest, bool expired) {
        std::size_t sent = 0;
        std::set<std::uint32_t> links;
        for (const MailRecord& mail : mails_) {
            const bool is_theirs = went_out(mail) || mail.delivery == Delivery::by_hand;
            if (!is_theirs || !mail.intent.to.same_mailbox(user_.email)) continue;
            if (mail.delivery != Delivery::by_hand) ++sent;
            links.insert(mail.intent.generation);
        }
        const Symptom silence = sent >= often ? Symptom::sent_often : Symptom::setup_not_begun;
        add(policy_.records_setup ? silence : Symptom::not_accepted_yet,
            sent >= often
                ? std::vector{Advice::search_all_folders, Advice::allow_sender, Advice::correct_address,
                              Advice::reset_password_if_begun}
                : std::vector{Advice::check_spam_folder, Advice::allow_sender, Advice::correct_address, renew()},
            newest.settled_at);
        if (links.size() > 1 && !expired) add(Symptom::older_links, {Advice::open_latest_mail}, newest.settled_at);
    }

    const User& user_;
    const std::vector<MailRecord>& mails_;
    std::optional<Status> status_;
    const Policy& policy_;
    std::vector<Finding> findings_{};
};

}  // namespace

std::vector<Finding> diagnose(const User& user, const std::vector<MailRecord>& newest_first, const Policy& policy,
                              Instant now) {
    return std::visit([&](const auto& state) { return Diagnosis(user, newest_first, policy, now).of(state); },
                      user.state);
}

}  // namespace beckon
