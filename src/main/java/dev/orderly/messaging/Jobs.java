package dev.orderly.messaging;

/** Lets a use case say that it has left work for a job, so that the work need not wait for the next poll. */
public interface Jobs {

    /** Wakes the job once the current transaction has committed, or at once where there is none. */
    void wakeAfterCommit(String jobName);

    /** What the job asks before it calls the outside; see {@link ModuleConfiguration#cappedJobs}. */
    Permits permits(String jobName);
}
