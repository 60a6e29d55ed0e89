// SPDX-License-Identifier: MIT
#include <algorithm>

#include "tests/store/planted_faults.hpp"

namespace beckon::testing {

namespace {

void leave_gaps(EventPage& page) {
    for (auto& each : page.events) each.position *= 2;
}

void share_positions(Calls& s, EventPage& page, const EventQuery& q) {
    const auto others = q.account == globex() ? history(*s.inner, acme()).size() : 0;
    for (auto& each : page.events) each.position += static_cast<std::int64_t>(others);
}

void order_by_time(EventPage& page) {
    std::stable_sort(page.events.begin(), page.events.end(),
                     [](const auto& a, const auto& b) { return a.event.at < b.event.at; });
}

void take_no_edit_for_empty(EventPage& page) {
    for (auto& each : page.events) {
        auto* edited = std::get_if<events::Edited>(&each.event.change);
        if (edited != nullptr) drop_empty(edited->changes.attributes);
    }
}

}  // namespace

std::vector<PlantedFault> faults_of_events() {
    constexpr auto events = &Calls::events;
    return {
        {"leaves gaps in the feed",
         [](Calls& s) {
             s.before(events, [](EventQuery& q) { q.after /= 2; });
             s.after(events, leave_gaps);
         }},
        {"shares positions among accounts", after(events, share_positions)},
        {"ignores the user in events", before(events, [](EventQuery& q) { q.user.reset(); })},
        {"repeats the last event of the page before",
         before(events, [](EventQuery& q) { q.after = std::max<std::int64_t>(q.after - 1, 0); })},
        {"orders events by time", after(events, order_by_time)},
        {"takes an edit to nothing for no edit", after(events, take_no_edit_for_empty)},
    };
}

}  // namespace beckon::testing
