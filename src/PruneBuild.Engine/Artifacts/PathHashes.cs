using PruneBuild.Onnx.Files;


namespace PruneBuild.Engine.Artifacts;

/// <summary>Hashes of files and folders, taken on other threads while the caller does something else.</summary>
internal sealed class PathHashes
{
    private readonly Dictionary<string, Hash> hashes;

    private PathHashes(IEnumerable<string> paths) => hashes = paths.Distinct().ToDictionary(path => path, path => new Hash(path));

    /// <summary>Begins to hash what lies at these paths: the largest files first, so that a caller who comes early is
    /// left the small ones.</summary>
    public static PathHashes Begin(IEnumerable<string> paths)
    {
        var begun = new PathHashes(paths);
        var largest = begun.hashes.Values.ToArray();
        Array.Sort(largest, (left, right) => right.Length.CompareTo(left.Length));
        // One core is the caller's.
        for (var thread = 1; thread < Math.Max(2, Environment.ProcessorCount); thread++)
            _ = Task.Run(() => Array.ForEach(largest, hash => hash.Begin()));
        return begun;
    }

    /// <summary>Hash of one of the paths; null when nothing is there. The caller takes it when nobody has begun to,
    /// or waits for whoever has.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public string? Of(string path) => hashes[path].Wait();

    private sealed class Hash(string path)
    {
        private readonly Lazy<string?> hash = new(() => ContentHash.OfPathIfThere(path));
        private int begun;

        /// <summary>Bytes of a file; nothing is known of a folder.</summary>
        public long Length { get; } = File.Exists(path) ? FileLength.Of(path) : 0;

        public void Begin()
        {
            if (Interlocked.Exchange(ref begun, 1) == 0)
                _ = hash.Value;
        }

        public string? Wait()
        {
            Begin();
            return hash.Value;
        }
    }
}
