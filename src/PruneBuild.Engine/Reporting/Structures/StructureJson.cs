using System.Text.Json.Nodes;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>A model's structure for programs.</summary>
public static class StructureJson
{
    /// <summary><c>{ parameters, macs, sizes, macShare, groups, refusals }</c>; the multiply-accumulates are those of one record of these
    /// sizes.</summary>
    public static JsonObject Of(ModelStructure structure, IReadOnlyDictionary<string, long> sizes)
    {
        var nothing = new Dictionary<string, int>();
        return new()
        {
            ["parameters"] = structure.Cost.Parameters(nothing),
            ["macs"] = structure.Cost.Macs(nothing),
            ["sizes"] = new JsonObject(sizes.Select(size => KeyValuePair.Create(size.Key, (JsonNode?)size.Value))),
            ["macShare"] = StructureSummary.MacShare(structure),
            ["groups"] = new JsonArray([.. GroupShare.Of(structure).Select(Group)]),
            ["refusals"] = new JsonArray([.. structure.Refusals.Select(Refused)]),
        };
    }

    private static JsonObject Group(GroupShare share) => new()
    {
        ["id"] = share.Group.Id,
        ["kind"] = StructureWords.Key(share.Group.Kind),
        ["units"] = share.Group.Units,
        ["unitWidth"] = share.Group.UnitWidth,
        ["macShare"] = share.MacShare,
        ["parameterShare"] = share.ParameterShare,
        ["consumers"] = new JsonArray([.. share.Group.Consumers.Select(consumer => (JsonNode)consumer.Node)]),
    };

    private static JsonObject Refused(Refusal refusal) => new()
    {
        ["where"] = refusal.Where,
        ["size"] = refusal.Size,
        ["node"] = refusal.Node,
        ["operator"] = refusal.Operator,
        ["reason"] = refusal.Reason,
        ["macShare"] = refusal.MacShare,
    };
}
