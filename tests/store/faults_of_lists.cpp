// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>

#include "beckon/sorting/sort_keys.hpp"
#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

/// How a store lists that loads all live users, and sorts and filters them itself.
struct ByHand {
    void (*move)(UserPlace&, const User&, const UserQuery&) = [](auto&, auto&, auto&) {};
    bool (*less)(const UserPlace&, const UserPlace&, const UserQuery&) = in_order;
    bool (*is_behind)(const UserPlace&, const UserQuery&) = nullptr;  ///< If null, by `less`.
    bool (*passes)(Store&, const UserRow&, const UserQuery&) = [](auto&, auto&, auto&) { return true; };
    void (*leave_out)(UserQuery&) = [](auto&) {};  ///< What the MemoryStore does not filter by.

    static bool in_order(const UserPlace& a, const UserPlace& b, const UserQuery& q) {
        return q.descending ? b < a : a < b;
    }
};

UserPage list_by_hand(Store& store, const UserQuery& q, const ByHand& by_hand) {
    UserQuery all = q;
    all.order = UserOrder::email, all.descending = false, all.after.reset(), all.size = 1'000'000;
    by_hand.leave_out(all);
    UserPage page = store.list(all);
    auto& rows = page.users;
    const auto place = [&](const UserRow& row) {
        UserPlace moved = place_of(row.user, q);
        by_hand.move(moved, row.user, q);
        return moved;
    };
    std::sort(rows.begin(), rows.end(), [&](auto& a, auto& b) { return by_hand.less(place(a), place(b), q); });
    const auto is_behind = [&](const UserRow& row) {
        if (by_hand.is_behind != nullptr) return by_hand.is_behind(place(row), q);
        return by_hand.less(*q.after, place(row), q);
    };
    std::erase_if(rows, [&](auto& row) { return (q.after && !is_behind(row)) || !by_hand.passes(store, row, q); });
    page.more = rows.size() > q.size;
    if (page.more) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(q.size), rows.end());
    return page;
}

Fault lists(ByHand by_hand) {
    return instead(&Calls::list, [=](Calls& s, const UserQuery& q) { return list_by_hand(*s.inner, q, by_hand); });
}

Fault asks(void (*change)(UserQuery&)) { return before(&Calls::list, change); }

// Orders and places.

/// The newest first, page by page.
UserPage turn_each_page_round(Calls& s, UserQuery q) {
    const bool descending = std::exchange(q.descending, false);
    UserPage page = s.inner->list(q);
    if (descending) std::reverse(page.users.begin(), page.users.end());
    return page;
}

bool ascend_in_ties(const UserPlace& a, const UserPlace& b, const UserQuery& q) {
    return a.key == b.key ? a.email_key < b.email_key : ByHand::in_order(a, b, q);
}

bool is_behind_the_key(const UserPlace& place, const UserQuery& q) {
    return q.descending ? place.key < q.after->key : q.after->key < place.key;
}

bool is_behind_the_address(const UserPlace& place, const UserQuery& q) {
    return q.descending ? place.email_key < q.after->email_key : q.after->email_key < place.email_key;
}

bool is_not_before(const UserPlace& place, const UserQuery& q) { return !ByHand::in_order(place, *q.after, q); }

void begin_anew_behind_nobody(Calls& s, UserQuery& q) {
    const auto all = s.inner->list({.account = q.account, .now = q.now, .size = 1'000'000}).users;
    if (std::none_of(all.begin(), all.end(), [&](auto& row) { return place_of(row.user, q) == q.after; })) {
        q.after.reset();
    }
}

void sort_numbers_as_texts(UserPlace& place, const User&, const UserQuery& q) {
    const auto* number = std::get_if<std::int64_t>(&place.key);
    if (number != nullptr && q.order == UserOrder::attribute) {
        const std::string text = std::to_string(*number);
        place.key = static_cast<std::int64_t>(text.front()) * 1000 + static_cast<std::int64_t>(text.size());
    }
}

void sort_by_all_attributes(UserPlace& place, const User& user, const UserQuery& q) {
    if (q.order != UserOrder::attribute) return;
    std::int64_t labels = 0;
    for (const auto& attribute : user.profile.attributes) labels += static_cast<std::int64_t>(attribute.second.size());
    place.key = labels;
}

/// Those who were sent nothing, or have not joined.
void put_none_first(UserPlace& place, const User&, const UserQuery&) {
    const SortKey none = std::numeric_limits<std::int64_t>::max();
    if (place.key == none) place.key = std::numeric_limits<std::int64_t>::min();
}

void mind_case_of_names(UserPlace& place, const User& user, const UserQuery& q) {
    if (q.order == UserOrder::name) place.key = user.profile.name;
}

void sort_by_the_first_role(UserPlace& place, const User& user, const UserQuery& q) {
    if (q.order == UserOrder::roles) place.key = folded(user.profile.roles.front());
}

void sort_by_whole_roles(UserPlace& place, const User& user, const UserQuery& q) {
    if (q.order != UserOrder::roles) return;
    std::string all;
    for (const auto& role : user.profile.roles) all += folded(role) + '\n';
    place.key = all;
}

void sort_by_state(UserPlace& place, const User&, const UserQuery& q) {
    if (q.order == UserOrder::status && place.key == SortKey(std::int64_t{2})) place.key = std::int64_t{1};
}

void sort_by_first_sending(UserPlace& place, const User& user, const UserQuery& q) {
    User first = user;
    if (auto* invited = std::get_if<Invited>(&first.state)) invited->sent_at = user.created_at;
    place = place_of(first, q);
}

void list_tombstones(Calls& s, UserPage& page, const UserQuery& q) {
    for (const auto& each : history(*s.inner, q.account)) {
        const auto user = s.inner->load(q.account, each.event.user);
        if (user && each.event.revision == 1 && !is_live(*user) && !page.more) page.users.push_back({*user, {}});
    }
}

void list_by_spelling(UserPage& page) {
    std::sort(page.users.begin(), page.users.end(),
              [](auto& a, auto& b) { return a.user.email.text() < b.user.email.text(); });
}

// Searches.

/// Searches by hand. `finds` sees what is searched for, folded.
template <bool (*finds)(const User&, const std::string&)>
Fault searches() {
    return lists({.passes = [](Store&, auto& row, auto& q) { return finds(row.user, q.search); },
                  .leave_out = [](UserQuery& q) { q.search.clear(); }});
}

bool finds_in_names(const User& user, const std::string& search) {
    return folded(user.profile.name).find(search) != std::string::npos;
}

bool finds_in_teams_too(const User& user, const std::string& search) {
    std::string text = search_text(user);
    for (const auto& team : labels_of(user.profile, "teams")) text += '\n' + folded(team);
    return text.find(search) != std::string::npos;
}

bool finds_across(const User& user, const std::string& search) {
    std::string text = search_text(user);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text.find(search) != std::string::npos;
}

bool finds_beginnings(const User& user, const std::string& search) {
    return ('\n' + search_text(user)).find('\n' + search) != std::string::npos;
}

bool finds_folding_ascii(const User& user, const std::string& search) {
    std::string text = user.profile.name + '\n' + user.email.key();
    for (const auto& role : user.profile.roles) text += '\n' + role;
    for (char& each : text) each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
    return text.find(search) != std::string::npos;
}

void forget_filters_in_searches(UserQuery& q) {
    if (!q.search.empty()) q.statuses.clear(), q.role.reset(), q.deliveries.clear();
}

// Filters.

void include_the_instant_of_expiry(UserQuery& q) {
    if (q.expires_before) *q.expires_before += tick;
}

bool has_not_expired_yet(Store&, const UserRow& row, const UserQuery& q) {
    return !q.expires_before || status_at(row.user, q.now) != Status::invite_expired;
}

UserPage filter_the_page(Calls& s, UserQuery q) {
    const auto statuses = std::exchange(q.statuses, {});
    UserPage page = s.inner->list(q);
    std::erase_if(page.users, [&](const UserRow& row) {
        return !statuses.empty() &&
               std::find(statuses.begin(), statuses.end(), status_at(row.user, q.now)) == statuses.end();
    });
    return page;
}

template <class Value>
void keep_the_first(std::vector<Value>& values) {
    if (!values.empty()) values.resize(1);
}

// Deliveries.

void list_no_deliveries(UserPage& page) {
    for (auto& row : page.users) row.delivery.reset();
}

void list_the_oldest_delivery(Calls& s, UserPage& page, const UserQuery& q) {
    for (auto& row : page.users) {
        const auto mails = s.inner->mail(q.account, row.user.id);
        if (!mails.empty()) row.delivery = mails.back().delivery;
    }
}

/// Of the mail that was settled last, whichever it is.
void list_the_latest_settlement(Calls& s, UserPage& page, const UserQuery& q) {
    for (auto& row : page.users) {
        for (const auto& mail : s.inner->mail(q.account, row.user.id)) {
            if (row.delivery == Delivery::queued && mail.delivery != Delivery::queued) row.delivery = mail.delivery;
        }
    }
}

bool is_among(const UserQuery& q, Delivery delivery) {
    return std::find(q.deliveries.begin(), q.deliveries.end(), delivery) != q.deliveries.end();
}

bool any_mail_passes(Store& store, const UserRow& row, const UserQuery& q) {
    const auto mails = store.mail(q.account, row.user.id);
    return q.deliveries.empty() ||
           std::any_of(mails.begin(), mails.end(), [&](auto& mail) { return is_among(q, mail.delivery); });
}

bool no_mail_passes(Store&, const UserRow& row, const UserQuery& q) {
    return q.deliveries.empty() || !row.delivery || is_among(q, *row.delivery);
}

void leave_out_deliveries(UserQuery& q) { q.deliveries.clear(); }

void count_mails(Calls& s, DeliveryCounts& counts, const AccountId& a) {
    counts = {.none = counts.none};
    for (const auto& row : s.inner->list({.account = a, .now = Instant(), .size = 1'000'000}).users) {
        for (const auto& mail : s.inner->mail(a, row.user.id)) ++count_of(counts, mail.delivery);
    }
}

void count_tombstones_deliveries(Calls& s, DeliveryCounts& counts, const AccountId& a) {
    for (const auto& each : history(*s.inner, a)) {
        const auto user = s.inner->load(a, each.event.user);
        const auto mails = s.inner->mail(a, each.event.user);
        if (each.event.revision == 1 && user && !is_live(*user) && !mails.empty()) {
            ++count_of(counts, mails.front().delivery);
        }
    }
}

void count_other_accounts(Calls& s, DeliveryCounts& counts, const AccountId& a) {
    if (a == globex()) counts.queued += s.inner->count_deliveries(acme()).queued;
}

}  // namespace

std::vector<PlantedFault> faults_of_lists() {
    constexpr auto list = &Calls::list;
    constexpr auto count_deliveries = &Calls::count_deliveries;
    return {
        {"lists tombstones", after(list, list_tombstones)},
        {"lists in the order of the addresses as typed", after(list, list_by_spelling)},
        {"filters by status a microsecond early", asks([](UserQuery& q) { q.now += tick; })},
        {"filters by status a microsecond late", asks([](UserQuery& q) { q.now -= tick; })},
        {"filters by the first status alone", asks([](UserQuery& q) { keep_the_first(q.statuses); })},
        {"lists users of every role", asks([](UserQuery& q) { q.role.reset(); })},
        {"says more of every full page",
         after(list, [](UserPage& page, const UserQuery& q) { page.more = page.users.size() == q.size; })},
        {"counts the expired a microsecond late", before(&Calls::count, [](AccountId&, Instant& now) { now -= tick; })},
        {"lists upwards always", lists({.less = [](auto& a, auto& b, auto&) { return a < b; }})},
        {"turns each page round by itself", instead(list, turn_each_page_round)},
        {"lists those with equal keys upwards always", lists({.less = ascend_in_ties})},
        {"goes on behind all with the key", lists({.is_behind = is_behind_the_key})},
        {"goes on behind the address whatever the key", lists({.is_behind = is_behind_the_address})},
        {"lists the last user of the page before again", lists({.is_behind = is_not_before})},
        {"begins anew behind a place that is nobody's", before(list, begin_anew_behind_nobody)},
        {"sorts numbers as texts", lists({.move = sort_numbers_as_texts})},
        {"sorts by the labels of every attribute", lists({.move = sort_by_all_attributes})},
        {"lists those without a key first", lists({.move = put_none_first})},
        {"minds letter case in the order of names", lists({.move = mind_case_of_names})},
        {"sorts by the first role", lists({.move = sort_by_the_first_role})},
        {"sorts by whole roles", lists({.move = sort_by_whole_roles})},
        {"sorts by state instead of status", lists({.move = sort_by_state})},
        {"sorts by the first sending", lists({.move = sort_by_first_sending})},
        {"searches names alone", searches<finds_in_names>()},
        {"searches teams too", searches<finds_in_teams_too>()},
        {"searches across name, address and roles", searches<finds_across>()},
        {"finds beginnings alone", searches<finds_beginnings>()},
        {"folds ASCII alone when it searches", searches<finds_folding_ascii>()},
        {"takes % for anything", asks([](UserQuery& q) { std::erase(q.search, '%'); })},
        {"drops quotes when it searches", asks([](UserQuery& q) { std::erase(q.search, '\''); })},
        {"forgets the filters when it searches", asks(forget_filters_in_searches)},
        {"lists users whoever invited them", asks([](UserQuery& q) { q.invited_by.reset(); })},
        {"lists users whenever they expire", asks([](UserQuery& q) { q.expires_before.reset(); })},
        {"lists who expires at the very instant", asks(include_the_instant_of_expiry)},
        {"lists nobody expired by expiry", lists({.passes = has_not_expired_yet})},
        {"filters a page after it is cut", instead(list, filter_the_page)},
        {"lists no deliveries", after(list, list_no_deliveries)},
        {"lists the oldest mail's delivery", after(list, list_the_oldest_delivery)},
        {"lists the delivery that was settled last", after(list, list_the_latest_settlement)},
        {"filters by the delivery of any mail", lists({.passes = any_mail_passes, .leave_out = leave_out_deliveries})},
        {"lists users of every delivery", asks(leave_out_deliveries)},
        {"filters by the first delivery alone", asks([](UserQuery& q) { keep_the_first(q.deliveries); })},
        {"lets users without a mail pass the deliveries",
         lists({.passes = no_mail_passes, .leave_out = leave_out_deliveries})},
        {"counts mails instead of users", after(count_deliveries, count_mails)},
        {"counts the deliveries of tombstones", after(count_deliveries, count_tombstones_deliveries)},
        {"counts nobody without a mail", after(count_deliveries, [](DeliveryCounts& counts) { counts.none = 0; })},
        {"counts the deliveries of other accounts", after(count_deliveries, count_other_accounts)},
    };
}

}  // namespace beckon::testing
