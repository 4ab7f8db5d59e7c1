namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>Groups under the blocks that their ids name, for people: a tree of lines.</summary>
public static class StructureTree
{
    /// <summary>The lines of the tree, drawn with box characters; one line for each group, with its units and shares.</summary>
    public static IReadOnlyList<string> Lines(IEnumerable<GroupShare> groups, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        var root = new Block("");
        foreach (var group in groups)
            root.Descend(group.Group.Id.Split('.')).Groups.Add(group);
        var rows = new List<(string Label, GroupShare? Share)>();
        AddChildren(root, "", rows);
        var width = rows.Where(row => row.Share is not null).Select(row => row.Label.Length).DefaultIfEmpty(0).Max();
        return [.. rows.Select(row => row.Share is { } share ? $"{row.Label.PadRight(width)}  {style.Faint(Shares(share))}" : row.Label)];
    }

    private static void AddChildren(Block block, string indent, List<(string Label, GroupShare? Share)> rows)
    {
        var children = block.Children.Select(child => child.Collapsed()).ToArray();
        for (var i = 0; i < children.Length; i++)
        {
            var last = i == children.Length - 1;
            var branch = indent + (last ? "└─ " : "├─ ");
            var (name, child) = children[i];
            foreach (var (group, first) in child.Groups.Select((group, n) => (group, n == 0)))
                rows.Add(($"{(first ? branch : indent + "│  ")}{name}: {StructureWords.Units(group.Group)}", group));
            if (child.Groups.Count == 0)
                rows.Add((branch + name, null));
            AddChildren(child, indent + (last ? "   " : "│  "), rows);
        }
    }

    private static string Shares(GroupShare share) =>
        $"{Percent.Of(share.MacShare),7} of FLOPs  {Percent.Of(share.ParameterShare),7} of parameters";

    /// <summary>A level of the ids, while the tree is made.</summary>
    private sealed class Block(string name)
    {
        public List<GroupShare> Groups { get; } = [];

        public List<Block> Children { get; } = [];

        public Block Descend(ReadOnlySpan<string> path)
        {
            if (path.IsEmpty)
                return this;
            var part = path[0];
            var child = Children.Find(candidate => candidate.Name == part);
            if (child is null)
                Children.Add(child = new Block(part));
            return child.Descend(path[1..]);
        }

        /// <summary>A level that holds only one other level is no level to people: <c>encoder.layer</c>.</summary>
        public (string Name, Block Block) Collapsed() => Groups.Count == 0 && Children.Count == 1
            ? Children[0].Collapsed() is var (inner, block) ? ($"{Name}.{inner}", block) : default
            : (Name, this);

        private string Name { get; } = name;
    }
}
