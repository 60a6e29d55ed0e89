// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <string>

#include "tests/store/planted_faults.hpp"

// Faults that show if there is much of something, and if times are odd.
namespace beckon::testing {

namespace {

/// Reads from position `after + 1` on, which does not exist after the greatest number.
void overflow_behind_the_last(EventQuery& q) {
    if (q.after == std::numeric_limits<std::int64_t>::max()) q.after = 0;
}

void cut_many_roles(std::optional<User>& user) {
    std::size_t octets = 0;
    const auto is_too_much = [&](const std::string& role) { return (octets += role.size()) > 16'384; };
    if (user) std::erase_if(user->profile.roles, is_too_much);
}

/// Forgets it with the first change.
void forget_references(std::optional<User>& user) {
    if (user && user->revision > 1) user->reference.clear();
}

void cut_places(UserQuery& q) {
    if (q.after) q.after->email_key = q.after->email_key.substr(0, 253);
}

/// One query for each status, put together.
void list_once_for_each_status(UserPage& page, const UserQuery& q) {
    if (q.statuses.size() != 2 || q.statuses[0] != q.statuses[1]) return;
    const std::vector<UserRow> once = page.users;
    page.users.insert(page.users.end(), once.begin(), once.end());
}

void forget_all_but_the_newest_keys(Calls& s) {
    auto& newest = s.keep<std::vector<std::string>>();
    s.after(&Calls::commit, [&](CommitResult& result, const Commit& c) {
        if (result.outcome == CommitResult::Outcome::committed && c.key) newest.push_back(c.key->key);
        if (newest.size() > 12) newest.erase(newest.begin());
    });
    s.after(&Calls::remembered, [&](std::optional<RememberedRequest>& kept, auto&, auto k, auto) {
        if (std::find(newest.begin(), newest.end(), k) == newest.end()) kept.reset();
    });
}

void forget_expired_keys_everywhere(Calls& s) {
    auto& latest = s.keep<std::optional<Instant>>();
    s.after(&Calls::commit, [&](CommitResult&, const Commit& c) {
        if (c.key) latest = std::max(latest, std::optional(c.event.at));
    });
    s.after(&Calls::remembered, [&](std::optional<RememberedRequest>& kept, auto& a, auto, auto) {
        if (kept && a == globex() && latest && kept->expires_at <= *latest) kept.reset();
    });
}

/// Counts nanoseconds since 1970 in 64 bits.
void keep_no_key_beyond_2262(std::optional<RememberedRequest>& kept) {
    if (kept && kept->expires_at >= Instant(boost::gregorian::date(2263, 1, 1))) kept.reset();
}

bool was_set_back(Store& store, const AccountId& account) {
    const auto events = history(store, account);
    const auto earlier = [](const auto& a, const auto& b) { return a.event.at < b.event.at; };
    return !std::is_sorted(events.begin(), events.end(), earlier);
}

/// Goes through the outbox from its end once a clock went back.
void turn_round_when_set_back(Calls& s) {
    auto& turned = s.keep<std::vector<ClaimedMail>>();
    s.instead(&Calls::claim_mail, [&](Instant n, Duration l, std::size_t m) {
        const bool set_back = was_set_back(*s.inner, acme()) || was_set_back(*s.inner, globex());
        if (m != 1 || !set_back) return s.inner->claim_mail(n, l, m);
        if (turned.empty()) turned = s.inner->claim_mail(n, l, 100);
        if (turned.empty()) return turned;
        const std::vector last{turned.back()};
        turned.pop_back();
        return last;
    });
}

}  // namespace

std::vector<PlantedFault> faults_of_limits() {
    const auto cut_page = [](std::size_t most) { return [most](auto& q) { q.size = std::min(q.size, most); }; };
    return {
        {"lists a hundred users at the most", before(&Calls::list, cut_page(100))},
        {"reads five hundred events at the most", before(&Calls::events, cut_page(500))},
        {"begins anew behind the greatest position", before(&Calls::events, overflow_behind_the_last)},
        {"keeps 16 kB of roles", after(&Calls::load, cut_many_roles)},
        {"forgets references", after(&Calls::load, forget_references)},
        {"cuts the longest places", before(&Calls::list, cut_places)},
        {"lists users once for each status that is named", after(&Calls::list, list_once_for_each_status)},
        {"forgets all but the twelve newest keys", forget_all_but_the_newest_keys},
        {"forgets the expired keys of other accounts", forget_expired_keys_everywhere},
        {"keeps no key beyond 2262", after(&Calls::remembered, keep_no_key_beyond_2262)},
        {"cuts reports at 255 octets",
         before(&Calls::bounce_mail, [](auto&, auto&, auto&, auto&, auto& detail) { detail = detail.substr(0, 255); })},
        {"keeps no report of before 1970",
         before(&Calls::bounce_mail, [](auto&, auto&, auto&, Instant& at,
                                        auto&) { at = std::max(at, Instant(boost::gregorian::date(1970, 1, 1))); })},
        {"hands out the newest first once a clock went back", turn_round_when_set_back},
    };
}

}  // namespace beckon::testing
