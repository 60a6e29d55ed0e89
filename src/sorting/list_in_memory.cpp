// SPDX-License-Identifier: MIT
#include "beckon/sorting/list_in_memory.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "beckon/sorting/sort_keys.hpp"

namespace beckon {

namespace {

template <class T>
bool contains(const std::vector<T>& all, const T& value) {
    return std::find(all.begin(), all.end(), value) != all.end();
}

bool passes(const UserQuery& query, const User& user, std::optional<Delivery> delivery) {
    const auto expires_at = expiry_of(user);
    if (!query.statuses.empty() && !contains(query.statuses, *status_at(user, query.now))) return false;
    if (!query.deliveries.empty() && !(delivery && contains(query.deliveries, *delivery))) return false;
    if (query.role && !contains(user.profile.roles, *query.role)) return false;
    if (query.invited_by && user.invited_by != query.invited_by) return false;
    if (query.expires_before && !(expires_at && *expires_at < *query.expires_before)) return false;
    return query.search.empty() || search_text(user).find(query.search) != std::string::npos;
}

}  // namespace

UserPage ListInMemory::list(const UserQuery& query) {
    const auto is_behind = [&](const UserPlace& place) {
        return !query.after || (query.descending ? place < *query.after : *query.after < place);
    };
    std::map<UserPlace, UserRow> found;  // a page's, and one more
    visit_live(query.account, [&](const User& user, std::optional<Delivery> delivery) {
        if (!passes(query, user, delivery)) return;
        UserPlace place = place_of(user, query);
        if (!is_behind(place)) return;
        found.emplace(std::move(place), UserRow{user, delivery});
        if (found.size() > query.size + 1) found.erase(query.descending ? found.begin() : std::prev(found.end()));
    });
    UserPage page;
    page.more = found.size() > query.size;
    if (page.more) found.erase(query.descending ? found.begin() : std::prev(found.end()));
    page.users.reserve(found.size());
    for (auto& [place, row] : found) page.users.push_back(std::move(row));
    if (query.descending) std::reverse(page.users.begin(), page.users.end());
    return page;
}

StatusCounts ListInMemory::count(const AccountId& account, Instant now) {
    StatusCounts counts;
    visit_live(account, [&](const User& user, std::optional<Delivery>) {
        switch (*status_at(user, now)) {
            case Status::invite_sent: ++counts.invite_sent; break;
            case Status::invite_expired: ++counts.invite_expired; break;
            case Status::active: ++counts.active; break;
            case Status::deactivated: ++counts.deactivated; break;
        }
    });
    return counts;
}

DeliveryCounts ListInMemory::count_deliveries(const AccountId& account) {
    DeliveryCounts counts;
    visit_live(account, [&](const User&, std::optional<Delivery> delivery) { ++count_of(counts, delivery); });
    return counts;
}

}  // namespace beckon
