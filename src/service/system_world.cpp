// SPDX-License-Identifier: MIT
#include "beckon/service/system_world.hpp"

#include <sodium.h>

#include <boost/date_time/posix_time/posix_time.hpp>

#include "link/sodium_ready.hpp"

namespace beckon {

Instant system_now() { return boost::posix_time::microsec_clock::universal_time(); }

UserId random_user_id() {
    detail::make_sodium_ready();
    UserId id{};
    randombytes_buf(id.data, id.size());
    id.data[6] = static_cast<std::uint8_t>((id.data[6] & 0x0FU) | 0x40U);  // version 4
    id.data[8] = static_cast<std::uint8_t>((id.data[8] & 0x3FU) | 0x80U);  // the variant of RFC 9562
    return id;
}

}  // namespace beckon
