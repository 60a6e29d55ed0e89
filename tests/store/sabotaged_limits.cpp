// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tests/store/faultless_store.hpp"

// Faults where there is much of something, and where times are odd.
namespace beckon::testing {

namespace {

Instant end_of(int year) {
    return {boost::gregorian::date(static_cast<unsigned short>(year), 12, 31), boost::posix_time::hours(24) - tick};
}

struct ListsAHundred : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery capped = q;
        capped.size = std::min<std::size_t>(q.size, 100);
        return inner->list(capped);
    }
};

struct ReadsFiveHundredEvents : Faultless {
    EventPage events(const EventQuery& q) override {
        EventQuery capped = q;
        capped.size = std::min<std::size_t>(q.size, 500);
        return inner->events(capped);
    }
};

/// Reads from position `after + 1` on, which is none after the greatest number.
struct OverflowsBehindTheLast : Faultless {
    EventPage events(const EventQuery& q) override {
        EventQuery from = q;
        if (q.after == std::numeric_limits<std::int64_t>::max()) from.after = 0;
        return inner->events(from);
    }
};

/// Keeps the roles in a column of 16 kB.
struct CutsManyRoles : Faultless {
    std::optional<User> load(const AccountId& a, const UserId& u) override {
        auto user = inner->load(a, u);
        const auto octets = [](std::size_t sum, const std::string& role) { return sum + role.size(); };
        while (user && std::accumulate(user->profile.roles.begin(), user->profile.roles.end(), std::size_t{0}, octets) >
                           16'384) {
            user->profile.roles.pop_back();
        }
        return user;
    }
};

struct CutsPlaces : Faultless {
    UserPage list(const UserQuery& q) override {
        UserQuery cut = q;
        if (cut.after) cut.after->email_key.resize(std::min<std::size_t>(cut.after->email_key.size(), 253));
        return inner->list(cut);
    }
};

/// One query for each status, put together.
struct ListsOnceForEachStatus : Faultless {
    UserPage list(const UserQuery& q) override {
        UserPage page = inner->list(q);
        if (q.statuses.size() == 2 && q.statuses[0] == q.statuses[1]) {
            const std::vector<UserRow> once = page.users;
            page.users.insert(page.users.end(), once.begin(), once.end());
        }
        return page;
    }
};

struct ForgetsAllButTheNewestKeys : Faultless {
    std::vector<std::string> newest;

    CommitResult commit_one(const Commit& c) override {
        const auto result = inner->commit(c);
        const std::lock_guard lock(mutex);
        if (result.outcome == Outcome::committed && c.key) newest.push_back(c.key->key);
        return result;
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        const std::lock_guard lock(mutex);
        const auto oldest = newest.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(newest.size(), 12));
        return std::find(oldest, newest.end(), k) != newest.end() ? inner->recall(a, k, n) : std::nullopt;
    }

private:
    using Outcome = CommitResult::Outcome;
};

struct ForgetsExpiredKeysEverywhere : Faultless {
    std::optional<Instant> latest;

    CommitResult commit_one(const Commit& c) override {
        const std::lock_guard lock(mutex);
        if (c.key) latest = std::max(latest, std::optional(c.event.at));
        return inner->commit(c);
    }
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto kept = inner->recall(a, k, n);
        const std::lock_guard lock(mutex);
        const bool forgotten = kept && a.text() == "globex" && latest && kept->expires_at <= *latest;
        return forgotten ? std::nullopt : kept;
    }
};

/// Counts nanoseconds since 1970 in 64 bits.
struct KeysEndIn2262 : Faultless {
    std::optional<KeptKey> recall(const AccountId& a, std::string_view k, Instant n) override {
        auto kept = inner->recall(a, k, n);
        return kept && kept->expires_at > end_of(2262) ? std::nullopt : kept;
    }
};

struct CutsReports : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        return inner->bounce_mail(a, u, r, n, d.substr(0, 255));
    }
};

struct ReportsComeAfter1970 : Faultless {
    bool bounce_mail(const AccountId& a, const UserId& u, std::int64_t r, Instant n, std::string_view d) override {
        return inner->bounce_mail(a, u, r, std::max(n, Instant(boost::gregorian::date(1970, 1, 1))), d);
    }
};

/// Goes through the outbox from its end once a clock went back.
struct TurnsRoundWhenSetBack : Faultless {
    std::vector<ClaimedMail> claim_mail(Instant n, Duration l, std::size_t m) override {
        const auto set_back = [&] {
            for (const auto* account : {"acme", "globex"}) {
                const auto events = history(AccountId::parse(account).value());
                if (!std::is_sorted(events.begin(), events.end(),
                                    [](const auto& a, const auto& b) { return a.event.at < b.event.at; })) {
                    return true;
                }
            }
            return false;
        };
        if (m != 1 || !set_back()) return inner->claim_mail(n, l, m);
        const std::lock_guard lock(mutex);
        if (turned.empty()) turned = inner->claim_mail(n, l, 100);
        if (turned.empty()) return {};
        std::vector<ClaimedMail> last{turned.back()};
        turned.pop_back();
        return last;
    }

    std::vector<ClaimedMail> turned;
};

}  // namespace

std::vector<Sabotage> sabotaged_limits() {
    return {planted<ListsAHundred>("lists a hundred users at the most"),
            planted<ReadsFiveHundredEvents>("reads five hundred events at the most"),
            planted<OverflowsBehindTheLast>("begins anew behind the greatest position"),
            planted<CutsManyRoles>("keeps 16 kB of roles"),
            planted<CutsPlaces>("cuts the longest places"),
            planted<ListsOnceForEachStatus>("lists users once for each status that is named"),
            planted<ForgetsAllButTheNewestKeys>("forgets all but the twelve newest keys"),
            planted<ForgetsExpiredKeysEverywhere>("forgets the expired keys of other accounts"),
            planted<KeysEndIn2262>("keeps no key beyond 2262"),
            planted<CutsReports>("cuts reports at 255 octets"),
            planted<ReportsComeAfter1970>("keeps no report of before 1970"),
            planted<TurnsRoundWhenSetBack>("hands out the newest first once a clock went back")};
}

}  // namespace beckon::testing
