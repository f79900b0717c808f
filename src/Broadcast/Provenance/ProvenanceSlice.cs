namespace Broadcast.Provenance;

/// <summary>Where figures come from: what people declare, and approve, with proof; the recount from the evidence; certificates; how long evidence is kept; reports.</summary>
internal static class ProvenanceSlice
{
    public static IServiceCollection AddProvenance(this IServiceCollection services) => services
        .AddSingleton<Declarations>()
        .AddSingleton<SeriesAudits>().AddSingleton<SeriesAuditJob>().AddSingleton(SeriesAuditJob.Work)
        .AddSingleton<Certificates>().AddSingleton<CertifiedDeliveries>().AddSingleton<CertificateKey>().AddSingleton<CertificateInstant>().AddSingleton<CertificateMaker>().AddSingleton<EvidenceExport>()
        .AddSingleton<CertificateJob>().AddSingleton(CertificateJob.Work)
        .AddSingleton<EvidenceRules>().AddSingleton<DroppedBodies>().AddSingleton<RetentionJob>().AddSingleton(RetentionJob.Work)
        .AddSingleton<ReportMinutes>().AddSingleton<ReportEvidence>().AddSingleton<SeriesReport>();

    public static void MapProvenance(this IEndpointRouteBuilder app)
    {
        app.MapDeclarations();
        app.MapSeriesAudits();
        app.MapReports();
        app.MapCertificates();
        app.MapEvidenceRules();
    }
}
