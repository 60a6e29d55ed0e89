// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/ports/store.hpp"
#include "beckon/sorting/list_in_memory.hpp"

namespace beckon {

/// A store that forgets everything when it is destroyed: for tests, for trials, and as the reference for other stores.
///
/// Threads: one lock protects everything. Errors: only `std::bad_alloc`, having changed nothing. Only `erase` and
/// `purge` ever discard anything, so it grows with its history.
class MemoryStore final : public Store, public ListInMemory {
public:
    MemoryStore();
    MemoryStore(const MemoryStore&) = delete;
    MemoryStore& operator=(const MemoryStore&) = delete;
    ~MemoryStore() override;

    std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) override;
    CommitResult commit_all(std::span<const Commit> commits) override;
    EventPage events(const EventQuery& query) override;
    std::vector<MailRecord> mail(const AccountId& account, const UserId& user) override;
    std::vector<MailRecord> mail_to(const EmailAddress& address, Instant since) override;
    std::vector<ClaimedMail> claim_mail(Instant now, Duration lease, std::size_t limit) override;
    SettleResult settle_mail(const ClaimedMail& claimed, const Settlement& settlement) override;
    bool bounce_mail(const AccountId& account, const UserId& user, std::int64_t revision, Instant at,
                     std::string_view detail) override;
    bool erase(const AccountId& account, const UserId& user) override;
    std::size_t purge(const AccountId& account, Instant removed_before, std::size_t limit) override;

private:
    void visit_live(const AccountId& account, const Visitor& visit) override;

    struct Tables;
    std::unique_ptr<Tables> tables_;
};

}  // namespace beckon
