// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <string_view>
#include <type_traits>

#include "beckon/ports/store.hpp"

namespace beckon::test_support {

/// A store behind which another does the work, and in whose calls a test can have a hand: count them, fail them, or do
/// something else first.
class InterceptedStore : public Store {
public:
    using Hook = std::function<void(std::string_view method)>;

    explicit InterceptedStore(Store& inner) : inner_(&inner) {}

    Hook before{};  ///< Called before every method; what it throws is what the method throws.
    Hook after{};   ///< Called once the method has had its effect.
    Hook failed{};  ///< Called where the method has thrown.
    std::atomic<int> calls{0};
    std::atomic<int> writes{0};  ///< Calls of those that may change something.

    std::optional<User> load(const AccountId& account, const UserId& user) override {
        return through("load", [&] { return inner_->load(account, user); });
    }
    std::optional<User> find(const AccountId& account, const EmailAddress& email) override {
        return through("find", [&] { return inner_->find(account, email); });
    }
    AccountFacts facts(const AccountId& account, const std::optional<std::string>& role) override {
        return through("facts", [&] { return inner_->facts(account, role); });
    }
    std::optional<Instant> last_mail_at(const AccountId& account, const EmailAddress& email) override {
        return through("last_mail_at", [&] { return inner_->last_mail_at(account, email); });
    }
    std::optional<KeptKey> recall(const AccountId& account, std::string_view key, Instant now) override {
        return through("recall", [&] { return inner_->recall(account, key, now); });
    }
    CommitResult commit_all(std::span<const Commit> commits) override {
        ++writes;
        return through("commit", [&] { return inner_->commit_all(commits); });
    }
    UserPage list(const UserQuery& query) override {
        return through("list", [&] { return inner_->list(query); });
    }
    StatusCounts count(const AccountId& account, Instant now) override {
        return through("count", [&] { return inner_->count(account, now); });
    }
    DeliveryCounts count_deliveries(const AccountId& account) override {
        return through("count_deliveries", [&] { return inner_->count_deliveries(account); });
    }
    EventPage events(const EventQuery& query) override {
        return through("events", [&] { return inner_->events(query); });
    }
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) override {
        return through("mail", [&] { return inner_->mail(account, user); });
    }
    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override {
        ++writes;
        return through("claim_mail", [&] { return inner_->claim_mail(now, lease, limit); });
    }
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override {
        ++writes;
        return through("settle_mail", [&] { return inner_->settle_mail(claimed, settlement); });
    }
    bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                     std::string_view detail) override {
        ++writes;
        return through("bounce_mail", [&] { return inner_->bounce_mail(account, user, revision, at, detail); });
    }
    bool erase(const AccountId& account, const UserId& user) override {
        ++writes;
        return through("erase", [&] { return inner_->erase(account, user); });
    }
    std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) override {
        ++writes;
        return through("purge", [&] { return inner_->purge(account, removed_before, limit); });
    }

private:
    template <class Call>
    std::invoke_result_t<Call> through(std::string_view method, Call call) {
        ++calls;
        if (before) before(method);
        auto answer = [&] {
            try {
                return call();
            } catch (...) {
                if (failed) failed(method);
                throw;
            }
        }();
        if (after) after(method);
        return answer;
    }

    Store* inner_;
};

}  // namespace beckon::test_support
