// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "beckon/lifecycle/command.hpp"
#include "beckon/lifecycle/decide.hpp"
#include "beckon/ports/store.hpp"
#include "beckon/testing/store_contract.hpp"

/// The words in which the contract's checks tell their stories. The accounts are "acme" and "globex", users have
/// numbers, and everything begins on one day.
namespace beckon::testing {

using boost::posix_time::hours;
using boost::posix_time::microseconds;
using boost::posix_time::minutes;
using boost::posix_time::seconds;

using Labels = std::vector<std::string>;

const AccountId& acme();
const AccountId& globex();
UserId user_number(std::uint32_t number);
EmailAddress address(std::string_view text);

/// 2024-02-29 12:00:00.000001, plus `later`.
Instant noon(Duration later = {});

/// How long an invitation of these stories is valid: `expires_at` is this much after `sent_at`.
Duration validity();

inline const Duration tick = microseconds(1);

inline const Terms by_hand{.by_hand = true};

/// How long a claim on an email lasts in these stories.
inline const Duration lease = minutes(5);

/// The commits that the lifecycle decides on. The actor is the host, or the holder of the link if only they can act.
Commit to_invite(std::uint32_t number, std::string_view email, Instant now, std::vector<std::string> roles = {"Member"},
                 const AccountId& account = acme());
/// The same on these terms.
Commit to_invite(std::uint32_t number, std::string_view email, Instant now, const Terms& terms);
Commit to_adopt(std::uint32_t number, std::string_view email, Instant now, std::vector<std::string> roles = {"Member"},
                const AccountId& account = acme());
Commit to_do(const User& before, const Command& command, Instant now);
Commit to_do(const User& before, const Command& command, const Actor& actor, Instant now);

/// Requires that fewer than `limit` invitations are pending.
Precondition pending_below(std::uint32_t limit);

/// The commit with a key that expires at that time.
Commit with_key(Commit commit, std::string key, Instant expires_at);

/// Has the store commit it, which must succeed, and returns the user as committed.
User tell(Store& store, const Commit& commit);

/// Claims the only email that is due. Fails the check unless exactly one is.
ClaimedMail claim_one(Store& store, Instant now, Duration length = lease);

/// Claims every email that is due, up to a hundred, and settles it as sent.
void send_all(Store& store, Instant now);

// One member each of what a look finds.
AccountFacts counters(Store& store, const AccountId& account, const std::optional<std::string>& role,
                      Instant now = noon());
std::optional<Instant> last_mail_at(Store& store, const AccountId& account, const EmailAddress& email);
std::optional<RememberedRequest> remembered(Store& store, const AccountId& account, std::string_view key, Instant now);

/// The user as the store has them. There must be one.
User loaded(Store& store, const AccountId& account, const UserId& user);

/// The address keys of the users in a list, in its order.
Labels keys_of(const std::vector<UserRow>& users);

/// An account as a store shows it: everything that can be asked about it, about all its users and about those of
/// `concerning`.
struct View {
    std::vector<PlacedEvent> events{};
    std::vector<Seen> seen{};
    std::vector<std::vector<MailRecord>> mails{};
    std::vector<UserRow> listed{};
    DeliveryCounts deliveries{};
    StatusCounts counts{};

    friend bool operator==(const View&, const View&) = default;
};
View view_of(Store& store, const AccountId& account, Instant now, const std::vector<Commit>& concerning = {});

/// Every event of the account, or of one user, read page by page.
std::vector<PlacedEvent> all_events(Store& store, const AccountId& account, std::optional<UserId> user = {});

/// Throws `ContractViolation` with the sentence unless `so`.
void require(bool so, std::string_view sentence);

/// Like `require`, for two values. Names them if they are numbers.
template <class T>
void require_equal(const T& actual, const std::type_identity_t<T>& expected, std::string_view sentence) {
    if (actual == expected) return;
    std::string what(sentence);
    if constexpr (std::integral<T>) what += ": " + std::to_string(actual) + " instead of " + std::to_string(expected);
    require(false, what);
}

/// Requires that the store gives this answer to the commit and leaves the account as it was.
void require_refused(Store& store, const Commit& commit, CommitResult::Outcome outcome, std::string_view sentence,
                     std::size_t precondition = 0);

}  // namespace beckon::testing
