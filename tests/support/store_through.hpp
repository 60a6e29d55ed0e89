// SPDX-License-Identifier: MIT
#pragma once

#include "beckon/ports/store.hpp"

namespace beckon::test_support {

/// A store each of whose calls is `through(call)` of the class that is derived from it: whatever it does before and
/// after, it gives what `call` gives for the store that does the work.
template <class Derived>
class StoreThrough : public Store {
public:
    std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) override {
        return through([&](Store& store) { return store.look_all(account, looks); });
    }
    CommitResult commit_all(std::span<const Commit> commits) override {
        return through([&](Store& store) { return store.commit_all(commits); });
    }
    UserPage list(const UserQuery& query) override {
        return through([&](Store& store) { return store.list(query); });
    }
    StatusCounts count(const AccountId& account, Instant now) override {
        return through([&](Store& store) { return store.count(account, now); });
    }
    DeliveryCounts count_deliveries(const AccountId& account) override {
        return through([&](Store& store) { return store.count_deliveries(account); });
    }
    EventPage events(const EventQuery& query) override {
        return through([&](Store& store) { return store.events(query); });
    }
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) override {
        return through([&](Store& store) { return store.mail(account, user); });
    }
    std::vector<MailRecord> mail_to(const EmailAddress& address, Instant since) override {
        return through([&](Store& store) { return store.mail_to(address, since); });
    }
    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override {
        return through([&](Store& store) { return store.claim_mail(now, lease, limit); });
    }
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override {
        return through([&](Store& store) { return store.settle_mail(claimed, settlement); });
    }
    bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                     std::string_view detail) override {
        return through([&](Store& store) { return store.bounce_mail(account, user, revision, at, detail); });
    }
    bool erase(const AccountId& account, const UserId& user) override {
        return through([&](Store& store) { return store.erase(account, user); });
    }
    std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) override {
        return through([&](Store& store) { return store.purge(account, removed_before, limit); });
    }

private:
    template <class Call>
    auto through(Call call) {
        return static_cast<Derived&>(*this).through(call);
    }
};

}  // namespace beckon::test_support
