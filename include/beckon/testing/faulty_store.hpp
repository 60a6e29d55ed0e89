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

/// Things that go wrong, planned: for the tests of a host's own backend.
namespace beckon::testing {

/// The methods of a Store.
enum class StoreCall : std::uint8_t {
    look_all,  ///< `look`, `load` and `find` too.
    list,
    count,
    count_deliveries,
    events,
    mail,
    commit_all,  ///< `commit` too.
    claim_mail,
    settle_mail,
    bounce_mail,
    erase,
    purge,
};

inline constexpr std::array all_store_calls{StoreCall::look_all,         StoreCall::list,       StoreCall::count,
                                            StoreCall::count_deliveries, StoreCall::events,     StoreCall::mail,
                                            StoreCall::commit_all,       StoreCall::claim_mail, StoreCall::settle_mail,
                                            StoreCall::bounce_mail,      StoreCall::erase,      StoreCall::purge};

/// The method's name, e.g. "commit_all".
std::string_view code(StoreCall call);

/// Whether the call may change something.
constexpr bool writes(StoreCall call) { return call >= StoreCall::commit_all; }

/// What is to happen to one call of a FaultyStore.
struct StoreFault {
    enum class Kind : std::uint8_t {
        fails,          ///< StoreError: nothing was done.
        loses_request,  ///< UnknownOutcomeError: nothing was done.
        loses_answer,   ///< UnknownOutcomeError: it was done. The same error, so nobody can tell.
        delays_call,    ///< Nothing goes wrong, but `meanwhile` runs before the call has its effect.
        delays_answer,  ///< Nothing goes wrong, but `meanwhile` runs between its effect and its answer.
    };

    std::optional<StoreCall> call{};  ///< None: any.
    std::size_t at = 1;               ///< The how manieth such call after it was planned, from 1.
    Kind kind = Kind::fails;
    bool lasting = false;  ///< That call and every such call after it, until `mend`.
    /// Runs at that point, in the caller's thread and under no lock: it may block, move the test's clock, carry out
    /// another command (a race at exactly that point), plan another fault. What it throws is what the call throws.
    std::function<void()> meanwhile{};
};

/// A store in front of another that does the work, whose calls are counted and go wrong as planned: the third commit
/// fails, the answer of the next one is lost, every call fails from the fifth on.
///
/// A store may throw `UnknownOutcomeError` from calls that write alone; planned for another one, it asks more of the
/// host than the port does. Threads: any, as the store's own. Ownership: the other store must outlive this one.
class FaultyStore final : public Store {
public:
    explicit FaultyStore(Store& inner) : inner_(&inner) {}

    /// Where several faults fall on one call, the one planned first happens, and the others are spent.
    /// Throws std::invalid_argument for a call at 0.
    void plan(StoreFault fault);

    /// Nothing goes wrong any more.
    void mend();

    /// How many planned faults have not happened yet: where it is not 0 at the end of a test's story, the story made
    /// fewer calls than the test thinks.
    std::size_t planned() const;

    /// How many calls there were, those that went wrong included: of all methods, of one, of those that write.
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
    mutable std::mutex mutex_;  // Over what follows; never held while the inner store or a host's function runs.
    std::vector<StoreFault> planned_;
    std::array<std::size_t, all_store_calls.size()> calls_{};
};

}  // namespace beckon::testing
