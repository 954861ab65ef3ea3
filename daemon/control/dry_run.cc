#include "daemon/control/dry_run.h"

namespace objsync::control {

Response answer(const DryRun& dry_run) {
    json::Writer w;
    w.begin_object().field("wouldChange", dry_run.would_change).field("would", dry_run.would);
    if (dry_run.objects) w.field("objects", *dry_run.objects).texts("sample", dry_run.sample);
    w.end_object();
    return answer(w);
}

} // namespace objsync::control
