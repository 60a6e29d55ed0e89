// SPDX-License-Identifier: MIT
#include "beckon/service/random_user_id.hpp"

#include <sodium.h>

#include <cstdint>
#include <stdexcept>

namespace beckon {

UserId random_user_id() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialised");
    UserId id{};
    randombytes_buf(id.data, id.size());
    id.data[6] = static_cast<std::uint8_t>((id.data[6] & 0x0FU) | 0x40U);  // version 4
    id.data[8] = static_cast<std::uint8_t>((id.data[8] & 0x3FU) | 0x80U);  // the variant of RFC 9562
    return id;
}

}  // namespace beckon
