// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace beckon::soak {

/// Chance that a seed repeats: SplitMix64.
class Dice {
public:
    /// Streams of one seed have nothing to do with each other.
    explicit Dice(std::uint64_t seed, std::uint64_t stream = 0) : state_(seed) { state_ = next() + stream; }

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31U);
    }

    /// 0 to `bound` - 1.
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>((next() >> 32U) * bound >> 32U); }

    bool one_in(std::uint32_t bound) { return below(bound) == 0; }

private:
    std::uint64_t state_;
};

}  // namespace beckon::soak
