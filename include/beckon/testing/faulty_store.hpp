// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "beckon/ports/store.hpp"

/// Planned failures, for the tests of a host's own backend.
namespace beckon::testing {

/// The methods of a Store.
enum class StoreCall : std::uint8_t {
    look_all,  ///< Also `look`, `load` and `find`.
    list,
    count,
    count_deliveries,
    events,
    mail,
    mail_to,
    commit_all,  ///< Also `commit`.
    claim_mail,
    settle_mail,
    bounce_mail,
    erase,
    purge,
};

inline constexpr std::array all_store_calls{
    StoreCall::look_all,   StoreCall::list,        StoreCall::count,       StoreCall::count_deliveries,
    StoreCall::events,     StoreCall::mail,        StoreCall::mail_to,     StoreCall::commit_all,
    StoreCall::claim_mail, StoreCall::settle_mail, StoreCall::bounce_mail, StoreCall::erase,
    StoreCall::purge};

/// Returns the method's name, e.g. "commit_all".
std::string_view code(StoreCall call);

/// Returns whether the call may change something.
constexpr bool writes(StoreCall call) { return call >= StoreCall::commit_all; }

/// What happens to one call of a FaultyStore.
struct StoreFault {
    enum class Kind : std::uint8_t {
        fails,          ///< StoreError: nothing was done.
        loses_request,  ///< UnknownOutcomeError: nothing was done.
        loses_answer,   ///< UnknownOutcomeError: it was done. The same error as above, so nobody can tell.
        delays_call,    ///< Nothing goes wrong, but `meanwhile` runs before the call has its effect.
        delays_answer,  ///< Nothing goes wrong, but `meanwhile` runs between its effect and its answer.
    };

    std::optional<StoreCall> call{};  ///< None: any call.
    std::size_t at = 1;               ///< Which matching call fails, counting from 1 after `plan`.
    Kind kind = Kind::fails;
    bool lasting = false;  ///< That call and every later matching one, until `clear`.
    /// Runs at that point, on the caller's thread and without a lock. It may block, move the test's clock, carry out
    /// another command (a race at exactly that point) or plan another fault. The call throws what it throws.
    std::function<void()> meanwhile{};
};

/// A store in front of another, which does the work. It counts the calls, and they go wrong as planned: the third
/// commit fails, the answer of the next one is lost, every call fails from the fifth on.
///
/// Only calls that write may throw `UnknownOutcomeError`. If you plan it for another call, you ask more of the host
/// than the port does. Threads: any, as far as the inner store allows. Ownership: the other store must outlive this
/// one.
class FaultyStore final : public Store {
public:
    explicit FaultyStore(Store& inner) : inner_(&inner) {}

    /// Plans a fault. If several faults fall on one call, the one planned first happens, and the others are used up.
    /// Throws std::invalid_argument if `at` is 0.
    void plan(StoreFault fault);

    /// Drops all planned faults.
    void clear();

    /// Returns the number of planned faults that have not happened yet. If it is not 0 at the end of a test, the test
    /// made fewer calls than its author thinks.
    std::size_t planned() const;

    /// Return the number of calls, including those that went wrong: of all methods, of one, of those that write.
    std::size_t calls() const;
    std::size_t calls(StoreCall call) const;
    std::size_t writes() const;

    std::vector<Seen> look_all(const AccountId& account, std::span<const Look> looks) override;
    CommitResult commit_all(std::span<const Commit> commits) override;
    UserPage list(const UserQuery& query) override;
    StatusCounts count(const AccountId& account, Instant now) override;
    DeliveryCounts count_deliveries(const AccountId& account) override;
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
    std::optional<StoreFault> fault_of(StoreCall call);
    template <class Work>
    auto through(StoreCall call, Work work);

    Store* inner_;
    mutable std::mutex mutex_;  // Protects what follows. Not held while the inner store or a host's function runs.
    std::vector<StoreFault> planned_;
    std::array<std::size_t, all_store_calls.size()> calls_{};
};

}  // namespace beckon::testing
