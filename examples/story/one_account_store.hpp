// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "beckon/ports/store.hpp"

namespace story {

/// A store that hands out only the emails of one account, so that a story does not touch the emails of other stories in
/// the same database. Everything else passes through.
class OneAccountStore final : public beckon::Store {
public:
    OneAccountStore(beckon::Store& store, beckon::AccountId account) : store_(store), account_(std::move(account)) {}

    std::vector<beckon::Seen> look_all(const beckon::AccountId& account, std::span<const beckon::Look> looks) override {
        return store_.look_all(account, looks);
    }
    beckon::CommitResult commit_all(std::span<const beckon::Commit> commits) override {
        return store_.commit_all(commits);
    }
    beckon::UserPage list(const beckon::UserQuery& query) override { return store_.list(query); }
    beckon::StatusCounts count(const beckon::AccountId& account, beckon::Instant now) override {
        return store_.count(account, now);
    }
    beckon::DeliveryCounts count_deliveries(const beckon::AccountId& account) override {
        return store_.count_deliveries(account);
    }
    beckon::EventPage events(const beckon::EventQuery& query) override { return store_.events(query); }
    std::vector<beckon::MailRecord> mail(const beckon::AccountId& account, const beckon::UserId& user) override {
        return store_.mail(account, user);
    }
    std::vector<beckon::MailRecord> mail_to(const beckon::EmailAddress& address, beckon::Instant since) override {
        return store_.mail_to(address, since);
    }
    beckon::SettleResult settle_mail(const beckon::ClaimedMail& claimed,
                                     const beckon::Settlement& settlement) override {
        return store_.settle_mail(claimed, settlement);
    }
    bool bounce_mail(const beckon::AccountId& account, const beckon::UserId& user, std::int64_t revision,
                     beckon::Instant at, std::string_view detail) override {
        return store_.bounce_mail(account, user, revision, at, detail);
    }
    bool erase(const beckon::AccountId& account, const beckon::UserId& user) override {
        return store_.erase(account, user);
    }
    std::size_t purge(const beckon::AccountId& account, beckon::Instant removed_before, std::size_t limit) override {
        return store_.purge(account, removed_before, limit);
    }

    std::vector<beckon::ClaimedMail> claim_mail(beckon::Instant now, beckon::Duration lease,
                                                std::size_t limit) override {
        std::vector<beckon::ClaimedMail> ours;
        while (ours.size() < limit) {
            auto claimed = store_.claim_mail(now, lease, 1);
            if (claimed.empty()) break;
            auto& claims = claimed.front().mail.intent.account == account_ ? ours : others_;
            claims.push_back(std::move(claimed.front()));
        }
        return ours;
    }

    /// Releases the other accounts' emails that were claimed on the way: due at once, no attempt counted.
    void put_back(beckon::Instant now) {
        for (const beckon::ClaimedMail& claimed : others_) {
            store_.settle_mail(claimed, {.delivery = beckon::Delivery::deferred,
                                         .at = now,
                                         .counts = false,
                                         .next_attempt_at = claimed.mail.next_attempt_at,
                                         .detail = "passed over by another account's story"});
        }
        others_.clear();
    }

private:
    beckon::Store& store_;
    beckon::AccountId account_;
    std::vector<beckon::ClaimedMail> others_;
};

}  // namespace story
