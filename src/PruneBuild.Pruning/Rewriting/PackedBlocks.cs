using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>
/// Inputs of packed weights whose blocks share a scale (MatMulNBits). What is left of a block keeps its scale and is packed in smaller
/// blocks, so every number stays what it was: nothing is quantized again.
/// </summary>
/// <remarks>ONNX Runtime's blocks hold 16, 32, … inputs, and only the last may be short. A block may therefore lose units until a multiple
/// of 16 is left; units beyond that stay, with zeros for weights.</remarks>
public static class PackedBlocks
{
    /// <summary>Inputs of the smallest block that ONNX Runtime takes.</summary>
    public const int Smallest = 16;

    /// <summary>The plan with units added that blocks of packed weights cannot lose; the plan itself when there are none.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">Units to keep. Of the units that a block could keep, the first are added.</param>
    public static PrunePlan Complete(OnnxModel model, ModelStructure structure, PrunePlan plan)
    {
        var nodes = Nodes(NodesByKey.Of(model.Graph), structure, plan.Groups.Select(group => group.GroupId));
        return nodes.Length == 0 ? plan : Whole(nodes, plan);
    }

    /// <summary>The choices that blocks of packed weights allow: each with the units added that its blocks cannot lose, as long as fewer
    /// stay than before. So a plan is reckoned by what will go. Choices of groups that no packed weight reads are as they were.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="choices">Of groups.</param>
    public static IReadOnlyList<GroupChoices> Within(OnnxModel model, ModelStructure structure, IReadOnlyList<GroupChoices> choices)
    {
        var byKey = NodesByKey.Of(model.Graph);
        return [.. choices.Select(group => !group.IsSettled && Nodes(byKey, structure, [group.GroupId]) is { Length: > 0 } nodes
            ? Whole(nodes, structure.Group(group.GroupId).Units, group)
            : group)];
    }

    private static GroupChoices Whole(PackedNode[] nodes, int units, GroupChoices choices)
    {
        var whole = new List<Choice>();
        foreach (var choice in choices.Choices)
        {
            var kept = Whole(nodes, new PrunePlan([new KeptUnits(choices.GroupId, units, choice.Kept, choice.Loss)])).Groups[0].Kept;
            if (whole.Count == 0 || kept.Count < whole[^1].Kept.Count)
                whole.Add(choice with { Kept = kept });
        }

        return choices with { Choices = [.. whole] };
    }

    /// <summary>Packs the inputs that stay, in a graph whose constants have lost their outputs.</summary>
    /// <param name="model">Where tensors are read from.</param>
    /// <param name="graph">The graph; changed.</param>
    /// <param name="structure">The groups.</param>
    /// <param name="asked">The units that were to stay: all others are silenced.</param>
    /// <param name="complete">What <see cref="Complete" /> made of it.</param>
    internal static void Repack(OnnxModel model, GraphProto graph, ModelStructure structure, PrunePlan asked, PrunePlan complete)
    {
        foreach (var node in Nodes(NodesByKey.Of(graph), structure, complete.Groups.Select(group => group.GroupId)))
        {
            var (kept, silent) = (Inputs(node, complete), Inputs(node, complete).Except(Inputs(node, asked)).ToHashSet());
            // A branch that goes whole is folded into a constant afterwards.
            if (kept.Length > 0 && (kept.Length < node.Inputs || silent.Count > 0))
                PackedWeight.Read(model, graph, node.Node).Take(kept, silent).WriteTo(graph, node.Node);
        }
    }

    /// <summary>Ids of the groups whose units packed weights read: their order is that of blocks that share scales.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="structure">Its groups.</param>
    public static IReadOnlySet<string> Groups(GraphProto graph, ModelStructure structure)
    {
        var units = structure.Groups.Where(group => group.Kind != StructureKind.Layers).Select(group => group.Id);
        return Nodes(NodesByKey.Of(graph), structure, units).SelectMany(node => node.Taps.Select(tap => tap.GroupId)).ToHashSet();
    }

    private static PrunePlan Whole(PackedNode[] nodes, PrunePlan plan)
    {
        var removed = plan.Groups.ToDictionary(
            group => group.GroupId, group => Enumerable.Range(0, group.Units).Except(group.Kept).ToHashSet());
        while (nodes.Any(node => GiveBack(node, removed)))
        {
        }

        return new PrunePlan(plan.Groups.Select(group => group with
        {
            Kept = Enumerable.Range(0, group.Units).Where(unit => !removed[group.GroupId].Contains(unit)).ToValueList(),
        }).ToValueList());
    }

    private static PackedNode[] Nodes(Dictionary<string, NodeProto> nodes, ModelStructure structure, IEnumerable<string> groups) =>
    [
        .. groups.SelectMany(group => structure.Group(group).Consumers.Select(consumer => (GroupId: group, Consumer: consumer)))
            .Where(pair => pair.Consumer.Input == 0 && nodes[pair.Consumer.Node] is { OpType: "MatMulNBits", Domain: "com.microsoft" })
            .GroupBy(pair => pair.Consumer.Node)
            .Select(same => new PackedNode(nodes[same.Key], same.ToArray())),
    ];

    private static int[] Inputs(PackedNode node, PrunePlan plan)
    {
        var kept = plan.Groups.ToDictionary(group => group.GroupId, group => group.Kept);
        return [.. node.Taps.Select(tap => tap.Consumer.TapPattern.KeptIndices(kept[tap.GroupId]).AsEnumerable())
            .Aggregate((a, b) => a.Intersect(b))];
    }

    /// <summary>Adds units to every block that is not left whole; false when all are.</summary>
    private static bool GiveBack(PackedNode node, Dictionary<string, HashSet<int>> removed)
    {
        var left = new int[(node.Inputs + node.Block - 1) / node.Block];
        for (var input = 0; input < node.Inputs; input++)
            left[input / node.Block]++;
        var waiting = Array.ConvertAll(left, _ => new Queue<(string Group, int Unit, int[] Blocks)>());
        foreach (var (group, consumer) in node.Taps)
        {
            foreach (var unit in removed[group].Order())
            {
                int[] blocks = [.. consumer.TapPattern.Indices(unit).Select(input => input / node.Block)];
                foreach (var block in blocks)
                    left[block]--;
                foreach (var block in blocks.Distinct())
                    waiting[block].Enqueue((group, unit, blocks));
            }
        }

        var changed = false;
        var last = Array.FindLastIndex(left, count => count > 0);
        for (var broken = 0; broken < last; broken++)
        {
            while (left[broken] % Smallest != 0)
            {
                var (group, unit, blocks) = waiting[broken].Dequeue();
                if (!removed[group].Remove(unit))
                    continue;
                changed = true;
                foreach (var block in blocks)
                    left[block]++;
            }
        }

        return changed;
    }

    /// <summary>A node with a packed weight, and the groups that its inputs belong to.</summary>
    private sealed record PackedNode(NodeProto Node, (string GroupId, Consumer Consumer)[] Taps)
    {
        public int Inputs { get; } = Taps[0].Consumer.TapPattern.AxisSize;

        public int Block { get; } = (int)Node.Attribute.Single(attribute => attribute.Name == "block_size").I;
    }
}
