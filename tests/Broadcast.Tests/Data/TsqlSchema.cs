using Broadcast.Data;
using Microsoft.SqlServer.Dac.Model;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Broadcast.Tests.Data;

/// <summary>
/// The SQL Server schema as a model in memory, built from the migrations: it binds a statement to tables and columns without a server.
/// It finds missing tables and columns, ambiguous names, undeclared variables and what does not parse; not wrong types, GROUP BY faults or unknown functions.
/// </summary>
public sealed class TsqlSchema : IDisposable
{
    private const string ProbeName = "Probe";
    private const string Scripts = "Broadcast.Data.Migrations.SqlServer.";

    // sp_getapplock lives in master, which the model does not know.
    private const string Stubs = "CREATE PROCEDURE sp_getapplock @Resource NVARCHAR(255), @LockMode VARCHAR(32), @LockOwner VARCHAR(32), @LockTimeout INT AS RETURN 0;";

    public TsqlSchema()
    {
        Model.AddObjects(Stubs);
        foreach (var statement in Definitions([.. ReadScripts().SelectMany(script => Statements(script.Name, script.Text))]))
        {
            Model.AddObjects(statement);
        }

        Messages(Model).ShouldBeEmpty("the migrations themselves");
    }

    /// <summary>The schema for questions about tables and indexes.</summary>
    public TSqlModel Model { get; } = new(SqlServerVersion.Sql160, new TSqlModelOptions());

    /// <summary>Everything that keeps this statement from being bound, a line each; empty when it is right.</summary>
    public IReadOnlyList<string> Problems(string statement)
    {
        var parsed = Parse(statement, out var errors);
        if (errors.Count > 0)
        {
            return errors;
        }

        try
        {
            Model.AddOrUpdateObjects(AsProcedure(statement, parsed), ProbeName, null);
            // To the model a missing table is only a warning; to us every message is a fault.
            return Messages(Model);
        }
        catch (DacModelException e)
        {
            return [e.Message];
        }
        finally
        {
            Model.DeleteObjects(ProbeName);
        }
    }

    public void Dispose() => Model.Dispose();

    private static string AsProcedure(string statement, TSqlFragment parsed)
    {
        var names = new VariableNames();
        parsed.Accept(names);
        var parameters = names.Undeclared.Select(name => $"{name} {(names.Texts.Contains(name) ? "NVARCHAR(MAX)" : "BIGINT")} = NULL");
        return $"CREATE PROCEDURE {ProbeName} {string.Join(", ", parameters)} AS BEGIN\n{statement}\nEND";
    }

    private static List<string> Messages(TSqlModel model) => [.. model.Validate().Select(message => $"{message.Prefix}{message.Number}: {message.Message}")];

    private static TSqlFragment Parse(string text, out IReadOnlyList<string> problems)
    {
        var parsed = new TSql160Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        problems = [.. errors.Select(error => $"line {error.Line}: {error.Message}")];
        return parsed;
    }

    private static IEnumerable<(string Name, string Text)> ReadScripts()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Scripts, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }

    private static IEnumerable<TSqlStatement> Statements(string name, string script)
    {
        var parsed = (TSqlScript)Parse(script, out var problems);
        problems.ShouldBeEmpty(name);
        return parsed.Batches.SelectMany(batch => batch.Statements);
    }

    /// <summary>The model takes one definition at a time, and none that alters another: a column that came later joins its table.</summary>
    private static IEnumerable<string> Definitions(IReadOnlyList<TSqlStatement> statements)
    {
        var tables = statements.OfType<CreateTableStatement>().ToDictionary(table => table.SchemaObjectName.BaseIdentifier.Value, StringComparer.Ordinal);
        foreach (var alter in statements.OfType<AlterTableAddTableElementStatement>())
        {
            var table = tables[alter.SchemaObjectName.BaseIdentifier.Value].Definition;
            alter.Definition.ColumnDefinitions.ToList().ForEach(table.ColumnDefinitions.Add);
            alter.Definition.TableConstraints.ToList().ForEach(table.TableConstraints.Add);
        }

        foreach (var statement in statements.Where(statement => statement is not AlterTableAddTableElementStatement))
        {
            new Sql160ScriptGenerator().GenerateScript(statement, out var text);
            yield return text;
        }
    }

    /// <summary>Which variables a statement uses without declaring them: Dapper's parameters.</summary>
    private sealed class VariableNames : TSqlFragmentVisitor
    {
        private readonly SortedSet<string> _used = new(StringComparer.Ordinal);
        private readonly HashSet<string> _declared = new(StringComparer.OrdinalIgnoreCase);

        public IEnumerable<string> Undeclared => _used.Where(name => !_declared.Contains(name));

        /// <summary>Parameters that are read as text: lists come as JSON.</summary>
        public HashSet<string> Texts { get; } = new(StringComparer.Ordinal);

        public override void Visit(VariableReference node) => _used.Add(node.Name);

        public override void Visit(DeclareVariableElement node) => _declared.Add(node.VariableName.Value);

        public override void Visit(DeclareTableVariableBody node) => _declared.Add(node.VariableName.Value);

        public override void Visit(OpenJsonTableReference node) => AddText(node.Variable);

        public override void Visit(LikePredicate node) => AddText(node.SecondExpression);

        public override void Visit(GlobalFunctionTableReference node) => node.Parameters.ToList().ForEach(AddText);

        private void AddText(ScalarExpression? expression)
        {
            if (expression is VariableReference variable)
            {
                Texts.Add(variable.Name);
            }
        }
    }
}
