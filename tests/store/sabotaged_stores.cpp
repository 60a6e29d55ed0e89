// SPDX-License-Identifier: MIT
#include "tests/store/sabotaged_stores.hpp"

#include <mutex>

#include "src/testing/contract_checks.hpp"
#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

/// Hands every call on as `calls` say.
class SabotagedStore final : public Store {
    template <class Function, class... Asked>
    auto run(const Function& call, const Asked&... asked) {
        std::unique_lock lock(mutex_, std::defer_lock);
        if (calls_.one_at_a_time) lock.lock();
        return call(asked...);
    }

public:
    SabotagedStore(std::shared_ptr<MemoryStore> inner, const Fault& plant) : calls_(std::move(inner)) { plant(calls_); }

    std::vector<Seen> look_all(const AccountId& a, std::span<const Look> looks) override {
        return run(calls_.look_all, a, looks);
    }
    CommitResult commit_all(std::span<const Commit> all) override { return run(calls_.commit_all, all); }
    UserPage list(const UserQuery& query) override { return run(calls_.list, query); }
    StatusCounts count(const AccountId& a, Instant now) override { return run(calls_.count, a, now); }
    DeliveryCounts count_deliveries(const AccountId& a) override { return run(calls_.count_deliveries, a); }
    EventPage events(const EventQuery& query) override { return run(calls_.events, query); }
    std::vector<MailRecord> mail(const AccountId& a, const UserId& u) override { return run(calls_.mail, a, u); }
    std::vector<MailRecord> mail_to(const EmailAddress& address, Instant since) override {
        return run(calls_.mail_to, address, since);
    }
    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override {
        return run(calls_.claim_mail, now, lease, limit);
    }
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override {
        return run(calls_.settle_mail, claimed, settlement);
    }
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t revision, Instant at,
                     std::string_view detail) override {
        return run(calls_.bounce_mail, a, u, revision, at, detail);
    }
    bool erase(const AccountId& a, const UserId& u) override { return run(calls_.erase, a, u); }
    std::size_t purge(const AccountId& a, Instant removed_before, std::size_t limit) override {
        return run(calls_.purge, a, removed_before, limit);
    }

private:
    Calls calls_;
    std::mutex mutex_;
};

/// A store with that fault, which can be opened again, and twice at once.
StoreUnderTest with(const Fault& fault) {
    const auto latest = std::make_shared<std::shared_ptr<MemoryStore>>();
    const auto open_fresh = [=] {
        *latest = std::make_shared<MemoryStore>();
        return std::make_unique<SabotagedStore>(*latest, fault);
    };
    const auto open_again = [=] { return std::make_unique<SabotagedStore>(*latest, fault); };
    return {open_fresh, open_again, open_again};
}

using Part = std::vector<ContractCheck> (*)();

struct Topic {
    std::vector<PlantedFault> (*faults)();
    std::vector<Part> parts;  ///< The parts of the contract that must catch them.
};

std::vector<Topic> topics() {
    return {
        {faults_of_commits, {commit_checks, precondition_checks, key_checks, mail_checks}},
        {faults_of_batches, {batch_checks, thread_checks}},
        {faults_of_looks,
         {user_checks, look_checks, precondition_checks, key_checks, mail_checks, value_checks, account_checks}},
        {faults_of_lists, {list_checks, order_checks, filter_checks, delivery_checks}},
        {faults_of_events, {event_checks, value_checks}},
        {faults_of_mail, {mail_checks, claim_checks, settlement_checks, value_checks}},
        {faults_of_bounces, {bounce_checks}},
        {faults_of_erasure, {erasure_checks, purge_checks}},
        {faults_of_limits, {limit_checks, key_checks, bounce_checks, claim_checks}},
        {faults_of_threads, {second_checks, thread_checks}},
    };
}

}  // namespace

std::vector<Sabotage> sabotaged_stores() {
    const StoreUnderTest faultless = with([](Calls&) {});
    std::vector<Sabotage> all{{"does nothing wrong", faultless, store_contract()},
                              {"forgets everything when it is opened again",
                               {faultless.open_fresh, faultless.open_fresh, faultless.open_second},
                               durability_checks()}};
    for (const Topic& topic : topics()) {
        std::vector<ContractCheck> checks;
        for (const Part part : topic.parts) {
            for (const auto& check : part()) checks.push_back(check);
        }
        for (const auto& fault : topic.faults()) {
            Sabotage& sabotage = all.emplace_back(Sabotage{fault.name, with(fault.plant), checks});
            std::erase_if(sabotage.checks,
                          [&](const auto& check) { return !fault.caught_by.empty() && check.name != fault.caught_by; });
        }
    }
    return all;
}

}  // namespace beckon::testing
