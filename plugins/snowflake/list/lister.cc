#include "plugins/snowflake/list/lister.h"

#include "plugins/snowflake/login/errors.h"

namespace objsync::snowflake {

namespace {

// INFORMATION_SCHEMA cannot be asked here: no warehouse, a schema that is too large in every part,
// or a kind of database that has none. SHOW may do.
bool asks_for_show(const sdk::Error& error) {
    const Trouble trouble = trouble_of(error);
    return trouble == Trouble::no_warehouse || trouble == Trouble::too_much ||
           trouble == Trouble::no_access || trouble == Trouble::no_column;
}

} // namespace

void Lister::guarded(Attempt& attempt, const std::function<void()>& list) {
    for (int left = 2;; --left) {
        try {
            return list();
        } catch (const sdk::Error& error) {
            const bool lost = trouble_of(error) == Trouble::lost_session;
            const sdk::Error told = error.in("listing " + attempt.path.text());
            bool again = false;
            try {
                if (lost) session_->sign_in_again();
                again = lost && left > 1 && !attempt.gave_any;
            } catch (...) {
                if (attempt.scope) attempt.scope.fail(told);
                throw; // without a session there is nothing more to list
            }
            if (again) continue;
            if (!attempt.scope) {
                view_.host.warning(told.what());
            } else if (attempt.gave_any && error.error_class() != sdk::ErrorClass::denied) {
                attempt.scope.partial(told); // what came before is a fact
            } else {
                attempt.scope.fail(told);
            }
            if (error.error_class() == sdk::ErrorClass::auth && !lost) throw;
            return;
        }
    }
}

void Lister::contents(const SchemaWork& work) {
    sdk::Scope scope = view_.host.scope(work.path(), view_.basis(Method::information_schema));
    if (!scope) return;
    Listing listing(view_, scope, work);
    Attempt attempt{scope, work.path()};
    guarded(attempt, [&] { list_objects(listing, attempt); });
}

void Lister::list_objects(Listing& listing, Attempt& attempt) {
    Method method = listing.work.database->show_only ? Method::show : Method::information_schema;
    const auto run = [&] {
        listing.scope.listed_under(view_.basis(method));
        try {
            if (method == Method::show) {
                by_show(listing);
            } else {
                by_information_schema(listing);
            }
            confirm_missing(listing, method);
        } catch (...) {
            attempt.gave_any = listing.gave_any();
            throw;
        }
    };
    try {
        run();
    } catch (const sdk::Error& error) {
        if (method == Method::show || attempt.gave_any || !asks_for_show(error)) throw;
        // Without a warehouse it is the same for all that follows in this database.
        if (trouble_of(error) == Trouble::no_warehouse) listing.work.database->show_only = true;
        method = Method::show;
        run();
    }
    if (const auto doubt = listing.doubts()) {
        listing.scope.partial(doubt->in("listing " + attempt.path.text()));
    } else {
        listing.scope.complete();
    }
}

} // namespace objsync::snowflake
