package dev.orderly.broker.redis;

/**
 * What has to happen in one piece at the server. The scripts go out whole each time: a server that has restarted knows
 * none of them, and they are short.
 */
final class StreamScripts {

    private StreamScripts() {}

    /**
     * Reads a lane, if the lease is still ours, and renews that. KEYS: stream, lease. ARGV: token, lease in ms, group,
     * consumer, at most so many, and from which entry on those come again that nobody has acknowledged, or {@code >} for
     * new ones. Answers {@code lost}; {@code pending} with entries and from where to go on; {@code new} with entries; or
     * {@code none} with the last entry that there is.
     *
     * <p>The lease is asked in the same breath as the entries are taken: whatever stops a receiver between two of its
     * commands, none is given an entry of a lane that another has.
     */
    static final String READ = """
            if redis.call('GET', KEYS[2]) ~= ARGV[1] then
              return {'lost'}
            end
            local lease = tonumber(ARGV[2])
            if redis.call('PTTL', KEYS[2]) < lease * 2 / 3 then
              redis.call('PEXPIRE', KEYS[2], lease)
            end
            if ARGV[6] ~= '>' then
              local claimed = redis.call('XAUTOCLAIM', KEYS[1], ARGV[3], ARGV[4], 0, ARGV[6], 'COUNT', ARGV[5])
              return {'pending', claimed[2], claimed[1]}
            end
            local read = redis.call('XREADGROUP', 'GROUP', ARGV[3], ARGV[4], 'COUNT', ARGV[5], 'STREAMS', KEYS[1], '>')
            if read then
              return {'new', read[1][2]}
            end
            for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
              local fields = {}
              for i = 1, #group, 2 do
                fields[group[i]] = group[i + 1]
              end
              if fields['name'] == ARGV[3] then
                return {'none', fields['last-delivered-id']}
              end
            end
            return {'lost'}
            """;

    /** Renews a lease, if it is still ours: 1, else 0. KEYS: lease. ARGV: token, lease in ms. */
    static final String RENEW = """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then
              return 0
            end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """;

    /** Lets a lease go, if it is still ours. KEYS: lease. ARGV: token. */
    static final String RELEASE = """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then
              return 0
            end
            return redis.call('DEL', KEYS[1])
            """;

    /** Shows that a receiver lives, and answers who else does. KEYS: receivers. ARGV: token, lease in ms. */
    static final String SHOW = """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
            redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return redis.call('ZRANGE', KEYS[1], 0, -1)
            """;

    /**
     * Deletes entries that are old enough and that every group has acknowledged, whole nodes only. KEYS: stream. ARGV:
     * retention in ms, at most so many.
     */
    static final String TRIM = """
            if redis.call('EXISTS', KEYS[1]) == 0 then
              return 0
            end
            local time = redis.call('TIME')
            local keptTime = time[1] * 1000 + math.floor(time[2] / 1000) - ARGV[1]
            local keptNumber = 0
            for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
              local fields = {}
              for i = 1, #group, 2 do
                fields[group[i]] = group[i + 1]
              end
              local needed = fields['last-delivered-id']
              if fields['pending'] > 0 then
                needed = redis.call('XPENDING', KEYS[1], fields['name'])[2]
              end
              local atTime, number = string.match(needed, '(%d+)-(%d+)')
              atTime, number = tonumber(atTime), tonumber(number)
              if atTime < keptTime or (atTime == keptTime and number < keptNumber) then
                keptTime, keptNumber = atTime, number
              end
            end
            local kept = string.format('%.0f-%.0f', math.max(keptTime, 0), keptNumber)
            return redis.call('XTRIM', KEYS[1], 'MINID', '~', kept, 'LIMIT', ARGV[2])
            """;

    /**
     * How many entries a group has not acknowledged, or -1 where there is no such group. The server does not know it of
     * itself where entries were deleted one by one; then they are counted. KEYS: stream. ARGV: group, where to stop
     * counting.
     */
    static final String BACKLOG = """
            if redis.call('EXISTS', KEYS[1]) == 0 then
              return -1
            end
            for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
              local fields = {}
              for i = 1, #group, 2 do
                fields[group[i]] = group[i + 1]
              end
              if fields['name'] == ARGV[1] then
                local lag = fields['lag']
                if not lag then
                  lag = 0
                  local last = fields['last-delivered-id']
                  repeat
                    local page = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 100)
                    lag = lag + #page
                    if #page > 0 then
                      last = page[#page][1]
                    end
                  until #page < 100 or lag >= tonumber(ARGV[2])
                end
                return fields['pending'] + lag
              end
            end
            return -1
            """;
}
