// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

/// The list of planned faults that a FaultyStore and a FaultyMailer keep. In it, `at` is the number of calls left; 0 is
/// a lasting fault that has begun.
namespace beckon::testing {

template <class Fault>
void plan_fault(std::vector<Fault>& planned, Fault fault) {
    if (fault.at == 0) throw std::invalid_argument("a fault happens at the first call or a later one, not at 0");
    planned.push_back(std::move(fault));
}

template <class Fault>
std::size_t count_to_come(const std::vector<Fault>& planned) {
    const auto to_come = [](const Fault& fault) { return fault.at > 0; };
    return static_cast<std::size_t>(std::count_if(planned.begin(), planned.end(), to_come));
}

/// Counts a call in every fault that `concerns` it, and returns the first whose turn has come.
template <class Fault, class Concerns>
std::optional<Fault> take_fault(std::vector<Fault>& planned, Concerns concerns) {
    std::optional<Fault> happens;
    for (auto fault = planned.begin(); fault != planned.end();) {
        if (concerns(*fault)) {
            if (fault->at > 0) --fault->at;
            if (fault->at == 0) {
                if (!happens) happens = *fault;
                if (!fault->lasting) {
                    fault = planned.erase(fault);
                    continue;
                }
            }
        }
        ++fault;
    }
    return happens;
}

}  // namespace beckon::testing
