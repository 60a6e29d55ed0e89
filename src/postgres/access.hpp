// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "postgres/connection.hpp"
#include "postgres/pool.hpp"

namespace beckon::postgres {

/// How the store's calls get a connection.
class Access {
public:
    /// One statement that writes, or any number that read.
    using Work = std::function<void(Connection&)>;

    Access() = default;
    Access(const Access&) = delete;
    Access& operator=(const Access&) = delete;
    virtual ~Access() = default;

    /// Returns what `work` returns. Throws `StoreError`.
    template <class Reading>
    auto read(const Reading& work) {
        return answer(work, [&](const Work& call) { carry_out_reading(call); });
    }

    /// Returns what `work` returns, once it is committed. Throws `UnknownOutcomeError` if nobody can say whether it is.
    template <class Writing>
    auto write(const Writing& work) {
        return answer(work, [&](const Work& call) { carry_out_writing(call); });
    }

private:
    template <class Call, class CarryOut>
    static auto answer(const Call& work, const CarryOut& carry_out) {
        decltype(work(std::declval<Connection&>())) result{};
        carry_out([&](Connection& connection) { result = work(connection); });
        return result;
    }

    virtual void carry_out_reading(const Work& work) = 0;
    virtual void carry_out_writing(const Work& work) = 0;
};

/// Each call uses a connection of a pool. Each statement is a transaction of its own.
class PooledAccess final : public Access {
public:
    explicit PooledAccess(const PostgresOptions& options) : pool_(options) {}

private:
    void carry_out_reading(const Work& work) override { carry_out(work, false); }
    void carry_out_writing(const Work& work) override { carry_out(work, true); }
    void carry_out(const Work& work, bool writes);

    Pool pool_;
};

/// Each call is a savepoint within the transaction of the host's connection.
class JoinedAccess final : public Access {
public:
    JoinedAccess(PGconn& borrowed, std::string schema) : connection_(borrowed, std::move(schema)) {}

private:
    void carry_out_reading(const Work& work) override { carry_out(work); }
    void carry_out_writing(const Work& work) override { carry_out(work); }
    void carry_out(const Work& work);
    void leave();

    Connection connection_;
};

}  // namespace beckon::postgres
