// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "beckon/ports/store.hpp"
#include "beckon/sorting/list_in_memory.hpp"
#include "database.hpp"

namespace host {

/// beckon's store over the table `users` that the host already has. docs/your-own-store.md explains how it is made.
///
/// Every call is one transaction on one connection. Lists read all users of an account: it is made for some thousands.
class HostStore final : public beckon::Store, public beckon::ListInMemory {
public:
    /// Adds to the table `users` what beckon keeps about a user, and four tables of its own, if that has not been done
    /// yet.
    explicit HostStore(std::shared_ptr<Database> database);

    std::vector<beckon::Seen> look_all(const beckon::AccountId& account, std::span<const beckon::Look> looks) override;
    beckon::CommitResult commit_all(std::span<const beckon::Commit> commits) override;
    beckon::EventPage events(const beckon::EventQuery& query) override;
    std::vector<beckon::MailRecord> mail(const beckon::AccountId& account, const beckon::UserId& user) override;
    std::vector<beckon::MailRecord> mail_to(const beckon::EmailAddress& address, beckon::Instant since) override;
    std::vector<beckon::ClaimedMail> claim_mail(beckon::Instant now, beckon::Duration lease,
                                                std::size_t limit) override;
    beckon::SettleResult settle_mail(const beckon::ClaimedMail& claimed, const beckon::Settlement& settlement) override;
    bool bounce_mail(const beckon::AccountId& account, const beckon::UserId& user, std::int64_t revision,
                     beckon::Instant at, std::string_view detail) override;
    bool erase(const beckon::AccountId& account, const beckon::UserId& user) override;
    std::size_t purge(const beckon::AccountId& account, beckon::Instant removed_before, std::size_t limit) override;

private:
    void visit_live(const beckon::AccountId& account, const Visitor& visit) override;

    std::shared_ptr<Database> database_;
};

}  // namespace host
